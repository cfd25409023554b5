//! What the entries of a day book take from a candidate.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Candidate, Question, ceil_minute, floor_minute};
use crate::day_book::{Entry, Occupant};
use crate::ids::{BookingId, ServiceId};
use crate::time::Span;

/// The span in which the new service may not be, its buffers and the entry's combined by the shop's rule.
pub(super) fn barred(question: &Question<'_>, candidate: &Candidate<'_>, entry: &Entry) -> Span {
    match entry.occupant {
        Occupant::TimeOff { .. } => entry.span,
        Occupant::Booking { .. } => {
            let terms = &candidate.terms;
            let before = question.gap(terms.buffer_after, entry.buffer_before);
            let after = question.gap(entry.buffer_after, terms.buffer_before);
            if before.get() == 0 && after.get() == 0 {
                entry.span
            } else {
                entry.span.extended(before.delta(), after.delta())
            }
        }
    }
}

/// Persons the entry seats, when it is one of the service asked for and others may join it.
fn seats(service: ServiceId, candidate: &Candidate<'_>, entry: &Entry) -> Option<(u32, BookingId)> {
    match entry.occupant {
        Occupant::Booking {
            service: theirs,
            persons,
            booking,
            ..
        } if theirs == service && candidate.terms.capacity > 1 => Some((u32::from(persons.max(1)), booking)),
        _ => None,
    }
}

/// What a candidate's live entries bar, in whole minutes.
#[derive(Debug, Default)]
pub(super) struct Busy {
    /// Every live entry with its gaps: the neighbours of a new booking.
    pub entries: Vec<(i64, i64)>,
    /// The stretches the new service may not touch.
    pub barred: Vec<(i64, i64)>,
}

impl Busy {
    /// Reads the entries anew, keeping the room of the lists.
    pub(super) fn read(&mut self, question: &Question<'_>, candidate: &Candidate<'_>) {
        self.entries.clear();
        self.barred.clear();
        let mut joinable = Vec::new();
        for entry in candidate.entries.iter().filter(|e| question.counts(e)) {
            let span = barred(question, candidate, entry);
            let minutes = (floor_minute(span.start()), ceil_minute(span.end()));
            self.entries.push(minutes);
            match seats(question.service, candidate, entry) {
                Some((persons, booking)) => joinable.push((span, booking, persons)),
                None => self.barred.push(minutes),
            }
        }
        let full = full_spans(joinable, u32::from(candidate.terms.capacity), question.persons());
        self.barred
            .extend(full.iter().map(|s| (floor_minute(s.start()), ceil_minute(s.end()))));
    }
}

/// Where so many are there at once that the new persons no longer fit. Ends are half-open: who leaves makes room
/// for who comes at that instant.
fn full_spans(mut seated: Vec<(Span, BookingId, u32)>, capacity: u32, persons: u32) -> Vec<Span> {
    // One booking stands in two books when it crosses the cut between them.
    seated.sort_unstable();
    seated.dedup();
    let mut changes: Vec<(DateTime<Utc>, i64)> = seated
        .iter()
        .flat_map(|(span, _, n)| [(span.start(), i64::from(*n)), (span.end(), -i64::from(*n))])
        .collect();
    changes.sort_unstable();
    let room = i64::from(capacity) - i64::from(persons);
    let (mut there, mut full_since, mut full) = (0, None, Vec::new());
    for (instant, change) in changes {
        there += change;
        match full_since {
            None if there > room => full_since = Some(instant),
            Some(since) if there <= room => {
                full.extend(Span::new(since, instant).ok());
                full_since = None;
            }
            _ => {}
        }
    }
    full
}

/// Whether time off overlaps the span.
pub(super) fn is_away(question: &Question<'_>, candidate: &Candidate<'_>, span: Span) -> bool {
    let off = |e: &&Entry| matches!(e.occupant, Occupant::TimeOff { .. }) && question.counts(e);
    candidate.entries.iter().filter(off).any(|e| e.span.overlaps(&span))
}

/// Whether the bookings there leave no room for the new one.
pub(super) fn is_taken(question: &Question<'_>, candidate: &Candidate<'_>, span: Span) -> bool {
    let mut joinable = Vec::new();
    for entry in candidate
        .entries
        .iter()
        .filter(|e| e.booking().is_some() && question.counts(e))
    {
        let barred = barred(question, candidate, entry);
        match seats(question.service, candidate, entry) {
            Some((persons, booking)) => joinable.push((barred, booking, persons)),
            None if barred.overlaps(&span) => return true,
            None => {}
        }
    }
    let capacity = u32::from(candidate.terms.capacity);
    full_spans(joinable, capacity, question.persons())
        .iter()
        .any(|full| full.overlaps(&span))
}

/// Whether what the customer holds overlaps the span; buffers are the staff's, so none count here.
pub(super) fn customer_is_busy(question: &Question<'_>, span: Span) -> bool {
    question
        .customer_entries
        .iter()
        .any(|e| question.counts(e) && e.span.overlaps(&span))
}

/// How many live bookings start within a local day.
pub(super) fn bookings_starting(question: &Question<'_>, entries: &[Entry], day: Span) -> usize {
    let mut found: Vec<BookingId> = entries
        .iter()
        .filter(|e| question.counts(e) && day.contains(e.span.start()))
        .filter_map(Entry::booking)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// The span of the service itself from `start`; `None` at the end of representable time.
pub(super) fn service_span(candidate: &Candidate<'_>, start: DateTime<Utc>) -> Option<Span> {
    let end = start.checked_add_signed(TimeDelta::minutes(candidate.terms.minutes()))?;
    Span::new(start, end).ok()
}
