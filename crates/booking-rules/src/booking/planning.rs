//! From a wish to a booking: the same engine that offers starts decides whether one is granted.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Booking, By, EventKind, ManageSecret, Origin, Segment, Status};
use crate::availability::{self, Candidate, Question};
use crate::day_book::{Entry, Occupant};
use crate::ids::{AccountId, BookingId, CustomerId, ShopId, StaffId, WaitlistEntryId};
use crate::policy::{BookingPolicy, Confirmation, Horizon};
use crate::refusal::Refusal;
use crate::time::Span;
use crate::values::{Locale, Money, Name, Notes};

/// Rule 2: leave to overlap, and the reason that goes into the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub reason: Name,
}

/// That a booking is only held for somebody on the waitlist, until they take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    pub offered_to: WaitlistEntryId,
    pub until: DateTime<Utc>,
}

/// What somebody wants to book. Service, persons, zone and policy stand in the question it is put to.
#[derive(Debug, Clone)]
pub struct Wish {
    pub id: BookingId,
    pub shop: ShopId,
    /// `None` is whoever is free.
    pub staff: Option<StaffId>,
    pub start: DateTime<Utc>,
    pub customer: CustomerId,
    pub account: Option<AccountId>,
    pub origin: Origin,
    pub locale: Locale,
    pub notes: Option<Notes>,
    pub allow_overlap: Option<Override>,
    pub hold: Option<Hold>,
    pub manage_secret: ManageSecret,
}

/// A booking as it will stand, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub booking: Booking,
    pub event: EventKind,
}

impl BookingPolicy {
    /// The shop's own people book at short notice and far ahead; only customers are bound (rule 11).
    #[must_use]
    pub fn for_booker(&self, by: By) -> Self {
        match by {
            By::Customer => self.clone(),
            By::Shop | By::System => Self {
                min_notice: crate::values::Minutes::ZERO,
                horizon: Horizon::RollingDays { days: u16::MAX },
                ..self.clone()
            },
        }
    }
}

/// Decides a new booking; `price_for` gives the price for one person with the staff member chosen.
///
/// # Errors
/// The [`Refusal`] of the first rule that forbids it.
pub fn plan(
    question: &Question<'_>,
    wish: Wish,
    price_for: impl Fn(StaffId) -> Option<Money>,
) -> Result<Planned, Refusal> {
    let by = if wish.origin == Origin::Shop {
        By::Shop
    } else {
        By::Customer
    };
    let (candidate, overlapped) = grant(question, wish.start, wish.staff, wish.allow_overlap.as_ref(), by)?;
    let segment = segment(question, candidate, wish.start, price_for(candidate.staff))?;
    let (status, event) = if wish.hold.is_some() {
        (Status::Held, EventKind::Held)
    } else {
        taken(by, question.policy)
    };
    let booking = Booking {
        id: wish.id,
        shop: wish.shop,
        status,
        span: segment.span,
        segments: vec![segment],
        persons: question.persons,
        price: for_persons(segment.price, question.persons),
        customer: wish.customer,
        account: wish.account,
        origin: wish.origin,
        zone: question.zone,
        local_start: question.zone.local(wish.start),
        locale: wish.locale,
        notes: wish.notes,
        overlap_reason: wish.allow_overlap.filter(|_| overlapped).map(|o| o.reason),
        held_until: wish.hold.map(|hold| hold.until),
        offered_to: wish.hold.map(|hold| hold.offered_to),
        closing_reason: None,
        acknowledged_at: None,
        sequence: 0,
        manage_secret: wish.manage_secret,
        created_at: question.now,
        updated_at: question.now,
    };
    Ok(Planned { booking, event })
}

/// How a booking begins: a customer's waits for the shop's consent where the shop wants to be asked.
pub(super) fn taken(by: By, policy: &BookingPolicy) -> (Status, EventKind) {
    if by == By::Customer && policy.confirmation == Confirmation::ByShop {
        (Status::Pending, EventKind::Requested)
    } else {
        (Status::Confirmed, EventKind::Confirmed)
    }
}

/// Decides a move to another start, and to another staff member if one is wanted.
///
/// The price agreed stays with the same staff member and is asked anew for another one. `question.moving` must name
/// the booking, so that it does not stand in its own way.
///
/// # Errors
/// The [`Refusal`] of the first rule that forbids it.
pub fn replan(
    booking: &Booking,
    question: &Question<'_>,
    start: DateTime<Utc>,
    staff: Option<StaffId>,
    allow_overlap: Option<&Override>,
    by: By,
    price_for: impl Fn(StaffId) -> Option<Money>,
) -> Result<Planned, Refusal> {
    booking.require(&[Status::Held, Status::Pending, Status::Confirmed])?;
    booking.refuse_passed_hold(question.now)?;
    booking
        .refuse_late(by, question.policy, question.now)
        .map_err(|notice| Refusal::TooLateToReschedule { notice })?;
    let served_by = booking.segments.first().map(|s| s.staff);
    let (candidate, overlapped) = grant(question, start, staff.or(served_by), allow_overlap, by)?;
    let agreed = booking
        .segments
        .iter()
        .find(|s| s.staff == candidate.staff)
        .map(|s| s.price);
    let segment = segment(
        question,
        candidate,
        start,
        agreed.or_else(|| price_for(candidate.staff)),
    )?;
    let mut next = booking.clone();
    next.span = segment.span;
    next.price = for_persons(segment.price, booking.persons);
    next.segments = vec![segment];
    next.local_start = question.zone.local(start);
    next.zone = question.zone;
    next.sequence = booking.sequence.saturating_add(1);
    next.acknowledged_at = None;
    next.updated_at = question.now;
    next.overlap_reason = allow_overlap.filter(|_| overlapped).map(|o| o.reason.clone());
    Ok(Planned {
        booking: next,
        event: EventKind::Rescheduled,
    })
}

/// Who serves, and whether that overlaps. Of several who are free, the one with the least booked time in the books
/// at hand, so that work spreads; the first listed wins a tie.
fn grant<'q>(
    question: &Question<'q>,
    start: DateTime<Utc>,
    staff: Option<StaffId>,
    allow_overlap: Option<&Override>,
    by: By,
) -> Result<(&'q Candidate<'q>, bool), Refusal> {
    if allow_overlap.is_some() && by == By::Customer {
        return Err(Refusal::OverlapNeedsStaff);
    }
    let policy = question.policy.for_booker(by);
    let asked = Question {
        policy: &policy,
        ..*question
    };
    let (free, overlapped) = match availability::check(&asked, start, staff) {
        Ok(free) => (free, false),
        Err(Refusal::TimeTaken | Refusal::CustomerBusy | Refusal::DailyLimitReached { .. })
            if allow_overlap.is_some() =>
        {
            (free_but_for_bookings(&asked, start, staff)?, true)
        }
        Err(refusal) => return Err(refusal),
    };
    question
        .candidates
        .iter()
        .filter(|c| free.contains(&c.staff))
        .min_by_key(|c| booked_minutes(c.entries, question.now))
        .map(|candidate| (candidate, overlapped))
        .ok_or(Refusal::TimeTaken)
}

/// The check with other people's bookings set aside; every rule but the overlap still holds.
fn free_but_for_bookings(
    question: &Question<'_>,
    start: DateTime<Utc>,
    staff: Option<StaffId>,
) -> Result<Vec<StaffId>, Refusal> {
    let only_time_off: Vec<Vec<Entry>> = question
        .candidates
        .iter()
        .map(|c| {
            c.entries
                .iter()
                .filter(|e| matches!(e.occupant, Occupant::TimeOff { .. }))
                .copied()
                .collect()
        })
        .collect();
    let candidates: Vec<Candidate<'_>> = question
        .candidates
        .iter()
        .zip(&only_time_off)
        .map(|(c, entries)| Candidate { entries, ..*c })
        .collect();
    availability::check(
        &Question {
            candidates: &candidates,
            customer_entries: &[],
            ..*question
        },
        start,
        staff,
    )
}

/// A booking that stands in two books counts once, a passed hold not at all.
fn booked_minutes(entries: &[Entry], now: DateTime<Utc>) -> i64 {
    let live = entries.iter().filter(|e| e.is_live(now));
    let booked: BTreeSet<(BookingId, Span)> = live.filter_map(|e| Some((e.booking()?, e.span))).collect();
    booked.iter().map(|(_, span)| span.length().num_minutes()).sum()
}

/// Rule 5: end = start + duration.
fn segment(
    question: &Question<'_>,
    candidate: &Candidate<'_>,
    start: DateTime<Utc>,
    price: Option<Money>,
) -> Result<Segment, Refusal> {
    let end = start.checked_add_signed(candidate.terms.duration.delta());
    let span = end
        .and_then(|end| Span::new(start, end).ok())
        .ok_or(Refusal::BeyondHorizon { until: None })?;
    Ok(Segment {
        service: question.service,
        staff: candidate.staff,
        span,
        buffer_before: candidate.terms.buffer_before,
        buffer_after: candidate.terms.buffer_after,
        price: price.ok_or(Refusal::StaffWithoutService)?,
    })
}

fn for_persons(price: Money, persons: u16) -> Money {
    Money::new(price.minor().saturating_mul(i64::from(persons)), price.currency())
}
