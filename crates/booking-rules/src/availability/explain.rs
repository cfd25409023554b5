//! Why a start is closed, rule by rule.

use chrono::{DateTime, Utc};

use super::{Candidate, Question, bounds, busy, free_at, running_second};
use crate::ids::StaffId;
use crate::refusal::Refusal;
use crate::time::Span;

/// One rule that closes a start: for the whole shop, or for one staff member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub staff: Option<StaffId>,
    pub refusal: Refusal,
}

/// Every rule that closes `start`: those of the shop first, then those of each candidate, or of `wanted` alone.
///
/// A candidate without a finding of their own could serve if no rule of the shop stood against it. Empty means that
/// the start can be booked.
#[must_use]
pub fn explain(question: &Question<'_>, start: DateTime<Utc>, wanted: Option<StaffId>) -> Vec<Finding> {
    let free = free_at(question, start);
    let asked = || {
        question
            .candidates
            .iter()
            .filter(|c| wanted.is_none_or(|w| w == c.staff))
    };
    let mut findings = of_shop(question, start);
    if asked().next().is_none() {
        findings.insert(0, Refusal::StaffWithoutService);
    }
    let shop_open = findings.is_empty();
    let mut findings: Vec<Finding> = findings
        .into_iter()
        .map(|refusal| Finding { staff: None, refusal })
        .collect();
    for candidate in asked().filter(|c| !free.contains(&c.staff)) {
        let mut own = of_candidate(question, candidate, start);
        // All that is left is the grid.
        if own.is_empty() && shop_open {
            own.push(Refusal::OffGrid);
        }
        findings.extend(own.into_iter().map(|refusal| Finding {
            staff: Some(candidate.staff),
            refusal,
        }));
    }
    findings
}

/// The refusal to tell: a rule of the shop before one of a candidate, and of the candidates' the one that came
/// closest to a yes.
pub(super) fn most_specific(question: &Question<'_>, start: DateTime<Utc>, wanted: Option<StaffId>) -> Refusal {
    let findings = explain(question, start, wanted);
    if let Some(of_shop) = findings.iter().find(|f| f.staff.is_none()) {
        return of_shop.refusal.clone();
    }
    let firsts = findings
        .chunk_by(|a, b| a.staff == b.staff)
        .filter_map(|own| own.first());
    firsts
        .max_by_key(|f| progress(&f.refusal))
        .map_or(Refusal::TimeTaken, |f| f.refusal.clone())
}

/// How far a wish came before this refusal, in the order of [`of_candidate`].
fn progress(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::OverCapacity { .. } => 0,
        Refusal::ShopClosed => 1,
        Refusal::OutsideWorkingHours => 2,
        Refusal::StaffAway => 3,
        Refusal::CustomerBusy => 4,
        Refusal::TimeTaken => 5,
        Refusal::DailyLimitReached { .. } => 6,
        _ => 7,
    }
}

fn of_shop(question: &Question<'_>, start: DateTime<Utc>) -> Vec<Refusal> {
    let mut findings = Vec::new();
    let policy = question.policy;
    let notice = policy.min_notice;
    let limit = bounds::of(question);
    if start <= question.now {
        findings.push(Refusal::InThePast);
    } else if running_second(question.now)
        .checked_add_signed(notice.delta())
        .is_none_or(|soonest| start < soonest)
    {
        findings.push(Refusal::TooSoon { notice });
    } else if !(limit.earliest..limit.end).contains(&super::ceil_minute(start)) {
        findings.push(Refusal::BeyondHorizon {
            until: Some(bounds::horizon_end(limit)),
        });
    }
    if let Some(limit) = policy.customer_daily_limit
        && starting_that_day(question, question.customer_entries, start) >= usize::from(limit)
    {
        findings.push(Refusal::DailyLimitReached { limit });
    }
    findings
}

fn of_candidate(question: &Question<'_>, candidate: &Candidate<'_>, start: DateTime<Utc>) -> Vec<Refusal> {
    let Some(span) = busy::service_span(candidate, start) else {
        return vec![Refusal::BeyondHorizon { until: None }];
    };
    let terms = candidate.terms;
    let limit = question.policy.staff_daily_limit;
    let rules = [
        (
            question.persons() > u32::from(terms.capacity),
            Refusal::OverCapacity {
                capacity: terms.capacity,
            },
        ),
        (
            question.closures.iter().any(|c| c.span.overlaps(&span)),
            Refusal::ShopClosed,
        ),
        (!works(question, candidate, span), Refusal::OutsideWorkingHours),
        (busy::is_away(question, candidate, span), Refusal::StaffAway),
        (busy::customer_is_busy(question, span), Refusal::CustomerBusy),
        (busy::is_taken(question, candidate, span), Refusal::TimeTaken),
        (
            limit.is_some_and(|l| starting_that_day(question, candidate.entries, start) >= usize::from(l)),
            Refusal::DailyLimitReached {
                limit: limit.unwrap_or_default(),
            },
        ),
    ];
    rules
        .into_iter()
        .filter(|(broken, _)| *broken)
        .map(|(_, refusal)| refusal)
        .collect()
}

/// Whether one window holds the whole service and no break touches it.
fn works(question: &Question<'_>, candidate: &Candidate<'_>, span: Span) -> bool {
    let today = question.zone.local_date(span.start());
    let windows = candidate
        .schedule
        .working_windows(question.zone, today.pred_opt().unwrap_or(today), today);
    windows.iter().any(|w| w.span.covers(&span)) && !windows.iter().flat_map(|w| &w.breaks).any(|b| b.overlaps(&span))
}

fn starting_that_day(question: &Question<'_>, entries: &[crate::day_book::Entry], start: DateTime<Utc>) -> usize {
    let day = question.zone.day_span(question.zone.local_date(start));
    busy::bookings_starting(question, entries, day)
}
