use booking_rules::booking::EventKind;
use booking_rules::ids::{BookingId, ServiceId, ShopMessageId, StaffId};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use store::{Event, keys};

use crate::relay::NOTICE_FAILED;
use crate::two_way::MESSAGE_RECEIVED;

/// What an event means to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// It waits for the shop's consent.
    Requested,
    Confirmed,
    Moved,
    CalledOff,
    Rejected,
    Acknowledged,
    MessageReceived,
    NoticeFailed,
}

impl Topic {
    /// `None` for what nobody is told of.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        const BOOKINGS: [(EventKind, Topic); 6] = [
            (EventKind::Requested, Topic::Requested),
            (EventKind::Confirmed, Topic::Confirmed),
            (EventKind::Rescheduled, Topic::Moved),
            (EventKind::Cancelled, Topic::CalledOff),
            (EventKind::Rejected, Topic::Rejected),
            (EventKind::Acknowledged, Topic::Acknowledged),
        ];
        event.business_id?;
        let of_booking = BOOKINGS.into_iter().find(|(kind, _)| kind.as_str() == event.kind);
        of_booking.map(|(_, topic)| topic).or(match event.kind.as_str() {
            MESSAGE_RECEIVED => Some(Self::MessageReceived),
            NOTICE_FAILED => Some(Self::NoticeFailed),
            _ => None,
        })
    }
}

/// What an event says of the booking that it is about.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct About {
    pub booking_id: BookingId,
    /// Of a booking's own events; others leave it to the booking.
    #[serde(default)]
    pub start: Option<DateTime<Utc>>,
    #[serde(default)]
    pub segments: Vec<Served>,
    /// Where it was before it moved.
    #[serde(default)]
    pub previous: Option<Previous>,
    /// What somebody wrote.
    #[serde(default)]
    pub message_id: Option<ShopMessageId>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Served {
    pub service_id: ServiceId,
    pub staff_id: StaffId,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Previous {
    pub start: DateTime<Utc>,
    /// Events from before this was told have none.
    #[serde(default)]
    pub staff_ids: Vec<StaffId>,
}

impl About {
    /// `None` for data of a shape that we never wrote: it will not get better.
    pub(super) fn read(event: &Event) -> Option<Self> {
        let read = Self::deserialize(&event.data);
        let read = read.inspect_err(|error| tracing::error!(event.id = %event.id, %error, "an event cannot be read"));
        // An event speaks of things of its own business, or it is not ours.
        read.ok()
            .filter(|about| event.business_id == Some(about.booking_id.business()))
    }

    pub(super) fn message_key(&self, shop: booking_rules::ids::ShopId) -> Option<store::Key> {
        self.message_id.map(|id| keys::shop_message(shop, id))
    }
}
