//! Which starts are free, and why another is not.
//!
//! [`search`] and [`check`] ask one engine, so every start that is offered is accepted and every other is refused.
//! A start is free for a candidate when all of this holds; `s` is the start, `d` the candidate's duration:
//!
//! - it is after now, at least the shop's notice ahead (inclusive), and not beyond the horizon, which counts local
//!   days of the shop's zone;
//! - `[s, s + d)` lies inside one working window and touches no break and no closure. Only the service itself must
//!   fit: buffers may reach outside working time;
//! - it conflicts with no entry. A booking `e` and the new one conflict when `s < e.end + gap(e.after, before)` and
//!   `s + d > e.start - gap(after, e.before)`, where the gap is the sum or the larger of the two buffers. Time off
//!   has no buffers and is met by none. Bookings of the same service count persons: the peak of those there at once
//!   plus the new ones may not pass the capacity. Passed holds and the booking being moved are ignored;
//! - the customer holds no booking that overlaps it, and neither the staff member's nor the customer's daily limit
//!   is reached on its local day;
//! - it is a start of the shop's grid. Starts are whole minutes; where a window or booking ends inside a minute the
//!   next whole minute counts.
//!
//! The cost is O(windows + entries + starts); no search looks at more than [`MAX_SEARCH_DAYS`] days.

mod bounds;
mod busy;
mod explain;
mod free_starts;
mod grid;
mod minute_set;
mod offers;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

pub use explain::{Finding, explain};
pub use offers::{FreeStaff, Offers, Slot};

use crate::day_book::Entry;
use crate::ids::{BookingId, ServiceId, StaffId};
use crate::policy::{BookingPolicy, BufferRule, StartGrid};
use crate::refusal::Refusal;
use crate::schedule::{Closure, Schedule};
use crate::time::{Span, Zone};
use crate::values::Minutes;

/// Longest stretch one search covers; a longer one is cut here.
pub const MAX_SEARCH_DAYS: i64 = 92;

/// How one staff member performs the service, their own overrides applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub duration: Minutes,
    pub buffer_before: Minutes,
    pub buffer_after: Minutes,
    /// Most persons of this service at once; 1 is a plain appointment.
    pub capacity: u16,
}

/// A staff member who could serve.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub staff: StaffId,
    pub schedule: &'a Schedule,
    pub terms: Terms,
    /// The entries of every day book that matters; one that stands in two books may be given twice.
    pub entries: &'a [Entry],
}

/// What is asked: one service, in one shop, of these staff members, now.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub zone: Zone,
    pub policy: &'a BookingPolicy,
    pub closures: &'a [Closure],
    pub service: ServiceId,
    pub candidates: &'a [Candidate<'a>],
    pub persons: u16,
    pub now: DateTime<Utc>,
    /// The booking being moved, whose own entries are not in its way.
    pub moving: Option<BookingId>,
    /// What the customer already holds; empty for an anonymous search.
    pub customer_entries: &'a [Entry],
}

impl Question<'_> {
    fn persons(&self) -> u32 {
        u32::from(self.persons.max(1))
    }

    fn step(&self) -> i64 {
        i64::from(self.policy.slot_step.get().max(1))
    }

    /// Whether an entry still stands in the way of anything.
    fn counts(&self, entry: &Entry) -> bool {
        entry.is_live(self.now) && (self.moving.is_none() || entry.booking() != self.moving)
    }

    fn gap(&self, left: Minutes, right: Minutes) -> Minutes {
        match self.policy.buffer_rule {
            BufferRule::Sum => Minutes::new(left.get().saturating_add(right.get())),
            BufferRule::Max => left.max(right),
        }
    }
}

impl Terms {
    fn minutes(&self) -> i64 {
        i64::from(self.duration.get().max(1))
    }
}

/// Every free start `s` with `window.start <= s < window.end`.
///
/// The starts come in order; under [`StartGrid::FewestGaps`] those of a local day that leave no unusable gap come
/// first. Entries must reach a day beyond the window at both ends, and under
/// [`Horizon::RollingOpenDays`](crate::policy::Horizon::RollingOpenDays) from today to the look-ahead.
#[must_use]
pub fn search(question: &Question<'_>, window: Span) -> Offers {
    let longest = window
        .start()
        .checked_add_signed(TimeDelta::days(MAX_SEARCH_DAYS))
        .unwrap_or(DateTime::<Utc>::MAX_UTC);
    let asked = ceil_minute(window.start())..ceil_minute(window.end().min(longest));
    let range = bounds::of(question).clip(asked);
    let rows = free_starts::find(question, range);
    Offers::new(question, rows)
}

/// Who can serve at `start`, in the order of the candidates; only `wanted` if one is named.
///
/// # Errors
/// The most specific [`Refusal`] when nobody can.
pub fn check(question: &Question<'_>, start: DateTime<Utc>, wanted: Option<StaffId>) -> Result<Vec<StaffId>, Refusal> {
    let mut free = free_at(question, start);
    if let Some(wanted) = wanted {
        free.retain(|staff| *staff == wanted);
    }
    if free.is_empty() {
        Err(explain::most_specific(question, start, wanted))
    } else {
        Ok(free)
    }
}

/// The first `limit` free starts from `from` on, before `until`; the order and the reach are those of [`search`].
#[must_use]
pub fn next(question: &Question<'_>, from: DateTime<Utc>, until: DateTime<Utc>, limit: usize) -> Offers {
    Span::new(from, until).map_or_else(|_| Offers::default(), |window| search(question, window).first(limit))
}

/// The conflict rule alone: whether the staff member's entries leave room for `span`, whatever the hours, the grid
/// and the notice. Every transition to an active status asks this again.
#[must_use]
pub fn is_free(question: &Question<'_>, staff: StaffId, span: Span) -> bool {
    let candidate = question.candidates.iter().find(|c| c.staff == staff);
    candidate.is_some_and(|c| !busy::is_away(question, c, span) && !busy::is_taken(question, c, span))
}

fn free_at(question: &Question<'_>, start: DateTime<Utc>) -> Vec<StaffId> {
    let Ok(minute) = Span::new(start, start.checked_add_signed(TimeDelta::minutes(1)).unwrap_or(start)) else {
        return Vec::new();
    };
    let offers = search(question, minute);
    let found = offers.slots().find(|slot| slot.start() == start);
    found.map(|slot| slot.staff().collect()).unwrap_or_default()
}

/// Now, as the rules of notice count it: a notice is kept to the second, so the rest of the running one is given.
pub(crate) fn running_second(now: DateTime<Utc>) -> DateTime<Utc> {
    now.trunc_subsecs(0)
}

fn floor_minute(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(60)
}

fn ceil_minute(instant: DateTime<Utc>) -> i64 {
    let whole = instant.timestamp().rem_euclid(60) == 0 && instant.timestamp_subsec_nanos() == 0;
    floor_minute(instant) + i64::from(!whole)
}

fn instant(minute: i64) -> DateTime<Utc> {
    let end = if minute < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    };
    minute
        .checked_mul(60)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or(end)
}
