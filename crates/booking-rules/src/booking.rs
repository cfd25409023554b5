//! A booking and its life.
//!
//! The aggregate decides and does not do: a command gives the booking as it would be and the event that says so, or
//! a refusal. Contact data is not kept here but on the customer's card, so that erasing a person is bounded.

mod life_cycle;
mod planning;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::day_book::{Entry, Occupant};
use crate::ids::{AccountId, BookingId, CustomerId, ServiceId, ShopId, StaffId, WaitlistEntryId};
use crate::time::{Span, Zone};
use crate::values::{Locale, Minutes, Money, Name, Notes};

pub use life_cycle::{By, Command, EventKind};
pub use planning::{Hold, Override, Planned, Wish, plan, replan};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Reserved for a short while, until somebody confirms it.
    Held,
    /// Waits for the shop's consent; holds its time.
    Pending,
    Confirmed,
    CheckedIn,
    Completed,
    Cancelled,
    Rejected,
    NoShow,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Held,
        Self::Pending,
        Self::Confirmed,
        Self::CheckedIn,
        Self::Completed,
        Self::Cancelled,
        Self::Rejected,
        Self::NoShow,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::NoShow => "no_show",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// Whether the booking still holds time in the day books.
    #[must_use]
    pub fn holds_time(self) -> bool {
        matches!(self, Self::Held | Self::Pending | Self::Confirmed | Self::CheckedIn)
    }
}

/// Who made a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Customer,
    Guest,
    Shop,
}

/// One service by one staff member within a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub service: ServiceId,
    pub staff: StaffId,
    pub span: Span,
    pub buffer_before: Minutes,
    pub buffer_after: Minutes,
    pub price: Money,
}

/// A customer's booking with a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    pub id: BookingId,
    pub shop: ShopId,
    pub status: Status,
    pub span: Span,
    /// One or more, in order of time.
    pub segments: Vec<Segment>,
    pub persons: u16,
    /// Sum over the segments for all persons.
    pub price: Money,
    pub customer: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub origin: Origin,
    /// The zone and wall time that were agreed: a change of zone rules can be found and shown to the shop.
    pub zone: Zone,
    pub local_start: NaiveDateTime,
    pub locale: Locale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Notes>,
    /// Rule 2: why staff knowingly overlapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_reason: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<DateTime<Utc>>,
    /// Whose turn on the waitlist it is held for; none once it is taken. One that was never taken keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<WaitlistEntryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_reason: Option<Notes>,
    /// When the customer said that they come to the time it has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Rises with each change of time and with cancellation; the SEQUENCE of RFC 5546, part of a notice's key.
    pub sequence: u32,
    /// The capability in the customer's manage link.
    pub manage_secret: ManageSecret,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Whoever holds it may show, move and cancel the one booking. Debug hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ManageSecret(pub String);

impl core::fmt::Debug for ManageSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ManageSecret(***)")
    }
}

impl Booking {
    /// What each staff member's day book holds for this booking.
    #[must_use]
    pub fn staff_entries(&self) -> Vec<(StaffId, Entry)> {
        self.segments
            .iter()
            .map(|segment| {
                let entry = Entry {
                    occupant: self.occupant(segment.service),
                    span: segment.span,
                    buffer_before: segment.buffer_before,
                    buffer_after: segment.buffer_after,
                };
                (segment.staff, entry)
            })
            .collect()
    }

    /// What the customer's own day holds: the visit without the shop's buffers.
    #[must_use]
    pub fn customer_entry(&self) -> Option<Entry> {
        let first = self.segments.first()?;
        Some(Entry {
            occupant: self.occupant(first.service),
            span: self.span,
            buffer_before: Minutes::ZERO,
            buffer_after: Minutes::ZERO,
        })
    }

    fn occupant(&self, service: ServiceId) -> Occupant {
        let held_until = if self.status == Status::Held {
            self.held_until
        } else {
            None
        };
        Occupant::Booking {
            booking: self.id,
            shop: self.shop,
            service,
            persons: self.persons,
            held_until,
        }
    }
}
