//! The guard item of one owner's day: who holds which span of time.
//!
//! Day books are cut at UTC midnight whatever the shop's zone, so one person's time line is cut the same way in
//! every shop and neither a move nor new zone data shifts an entry into another item. A span that crosses the cut
//! is entered, and guarded, in both.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{BookingId, ServiceId, ShopId, TimeOffId};
use crate::time::Span;
use crate::values::Minutes;

/// What holds the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Occupant {
    Booking {
        booking: BookingId,
        shop: ShopId,
        service: ServiceId,
        persons: u16,
        /// A hold: free again after this instant without any job having to run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_until: Option<DateTime<Utc>>,
    },
    TimeOff {
        time_off: TimeOffId,
    },
}

/// One span of an owner's time. Every booking carries its own buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub occupant: Occupant,
    /// The service itself, without buffers.
    pub span: Span,
    #[serde(default)]
    pub buffer_before: Minutes,
    #[serde(default)]
    pub buffer_after: Minutes,
}

impl Entry {
    /// The span with its buffers.
    #[must_use]
    pub fn occupied(&self) -> Span {
        self.span
            .extended(self.buffer_before.delta(), self.buffer_after.delta())
    }

    /// Whether the entry still holds its time at `now`; a passed hold does not.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        match self.occupant {
            Occupant::Booking {
                held_until: Some(until),
                ..
            } => now < until,
            _ => true,
        }
    }

    #[must_use]
    pub fn booking(&self) -> Option<BookingId> {
        match self.occupant {
            Occupant::Booking { booking, .. } => Some(booking),
            Occupant::TimeOff { .. } => None,
        }
    }
}

/// All entries of one owner that touch one UTC date.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayBook {
    pub entries: Vec<Entry>,
}

impl DayBook {
    /// Most entries of one day; keeps the item far from the table's 400 KB and every loop bounded.
    pub const MAX_ENTRIES: usize = 600;

    /// Adds the entry, dropping holds that have passed.
    #[must_use]
    pub fn with(mut self, entry: Entry, now: DateTime<Utc>) -> Self {
        self.entries.retain(|e| e.is_live(now));
        self.entries.push(entry);
        self.entries.sort_by_key(|e| e.span.start());
        self
    }

    #[must_use]
    pub fn without_booking(mut self, booking: BookingId) -> Self {
        self.entries.retain(|e| e.booking() != Some(booking));
        self
    }

    #[must_use]
    pub fn without_time_off(mut self, gone: TimeOffId) -> Self {
        self.entries
            .retain(|e| !matches!(e.occupant, Occupant::TimeOff { time_off } if time_off == gone));
        self
    }
}

/// The UTC dates whose books a span is entered in; one for most, two across the cut.
pub fn dates_of(span: Span) -> impl Iterator<Item = NaiveDate> {
    let last = (span.end() - TimeDelta::nanoseconds(1)).date_naive();
    span.start().date_naive().iter_days().take_while(move |d| *d <= last)
}
