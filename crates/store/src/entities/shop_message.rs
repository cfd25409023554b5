//! Text messages that people answer with: what was sent to a number, and what came back for a shop to read.

use booking_rules::ids::{BookingId, CustomerId, ShopId, ShopMessageId, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// A text message that went to a number, so that an answer finds the booking it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsThread {
    /// Digest of the number.
    pub number: String,
    pub booking: BookingId,
    /// What was sent: only a reminder asks for an answer.
    pub kind: String,
    /// The number it came from, if that is known; an answer comes back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for SmsThread {
    const TYPE: &'static str = "sms_thread";
    fn key(&self) -> Key {
        keys::sms_thread(&self.number, self.sent_at, self.booking)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}

/// Why a message is for people to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageOutcome {
    /// It says something that only people understand.
    Read,
    /// It answers, but it could be about several bookings; nothing was changed.
    SeveralBookings,
    /// It calls a visit off later than the shop's policy allows; nothing was changed.
    TooLate,
}

impl MessageOutcome {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::SeveralBookings => "several_bookings",
            Self::TooLate => "too_late",
        }
    }
}

/// What somebody wrote to a shop. Their number stands with the booking, not here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopMessage {
    pub id: ShopMessageId,
    pub shop: ShopId,
    /// The booking they were written to about.
    pub booking: BookingId,
    pub customer: CustomerId,
    pub staff: Vec<StaffId>,
    /// As they called themselves for the booking.
    pub from: String,
    pub text: String,
    pub outcome: MessageOutcome,
    pub received_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl core::fmt::Debug for ShopMessage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ShopMessage")
            .field("id", &self.id)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

impl Entity for ShopMessage {
    const TYPE: &'static str = "shop_message";
    fn key(&self) -> Key {
        keys::shop_message(self.shop, self.id)
    }
    /// With its booking (GSI2), so that it goes when the booking's customer is erased.
    fn indexes(&self) -> [Option<Key>; 3] {
        let of_booking = Key {
            pk: keys::said_of_booking(self.booking),
            sk: self.id.to_string(),
        };
        [None, Some(of_booking), None]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
