//! The stretch in which the shop takes bookings at all: after the notice, before the horizon.

use core::ops::Range;

use chrono::{Days, NaiveDate};

use super::{Question, ceil_minute, floor_minute, free_starts, instant, minute_set, running_second};
use crate::policy::{Horizon, OPEN_DAYS_LOOK_AHEAD};
use crate::time::LocalDays;

/// Days a search for open days takes at a time: most shops are answered by the first.
const DAYS_AT_A_TIME: u64 = 16;

/// First minute that may be booked, and the first that no longer may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub earliest: i64,
    pub end: i64,
}

impl Bounds {
    pub(super) fn clip(self, asked: Range<i64>) -> Range<i64> {
        asked.start.max(self.earliest)..asked.end.min(self.end)
    }
}

pub(super) fn of(question: &Question<'_>) -> Bounds {
    let today = question.zone.local_date(question.now);
    let earliest = after_notice(question);
    match question.policy.horizon {
        Horizon::RollingDays { days } => Bounds {
            earliest,
            end: end_of(question, plus(today, u64::from(days))),
        },
        Horizon::FixedRange { from, to } => Bounds {
            earliest: earliest.max(ceil_minute(question.zone.day_span(from).start())),
            end: end_of(question, to),
        },
        Horizon::RollingOpenDays { days } => Bounds {
            earliest,
            end: end_of_open_days(question, today, days, earliest),
        },
    }
}

/// Strictly after now, and not before now + notice, which itself is allowed.
fn after_notice(question: &Question<'_>) -> i64 {
    let notice = i64::from(question.policy.min_notice.get());
    (ceil_minute(running_second(question.now)) + notice).max(floor_minute(question.now) + 1)
}

/// The end of the `days`-th local day from today on which the candidates have a start left.
///
/// Who asks does not matter: what the customer holds closes no day, so that the horizon is one for everybody.
fn end_of_open_days(question: &Question<'_>, today: NaiveDate, days: u16, earliest: i64) -> i64 {
    let anonymous = Question {
        customer_entries: &[],
        ..*question
    };
    let last = plus(today, u64::from(OPEN_DAYS_LOOK_AHEAD) - 1);
    let mut left = days;
    let mut first = today;
    while left > 0 && first <= last {
        let until = plus(first, DAYS_AT_A_TIME - 1).min(last);
        let calendar = LocalDays::new(question.zone, first, until);
        let start = calendar
            .iter()
            .next()
            .map_or(earliest, |(_, day)| day.start.max(earliest));
        let end = calendar.iter().next_back().map_or(start, |(_, day)| day.end);
        let found = free_starts::find(&anonymous, start..end);
        let mut open = None;
        for minute in minute_set::iter(&found.union()) {
            let Some(day) = calendar
                .position(found.from + minute as i64)
                .filter(|d| open != Some(*d))
            else {
                continue;
            };
            open = Some(day);
            left -= 1;
            if left == 0 {
                return calendar.get(day).map_or(end, |d| d.end);
            }
        }
        first = plus(until, 1);
    }
    // Fewer days are open than the shop wants to show: all that was looked at may be booked.
    if days == 0 {
        ceil_minute(question.zone.day_span(today).start())
    } else {
        end_of(question, last)
    }
}

fn end_of(question: &Question<'_>, date: NaiveDate) -> i64 {
    ceil_minute(question.zone.day_span(date).end())
}

fn plus(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The first instant beyond the horizon, for the refusal that names it.
pub(super) fn horizon_end(bounds: Bounds) -> chrono::DateTime<chrono::Utc> {
    instant(bounds.end)
}
