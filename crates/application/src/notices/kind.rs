use booking_rules::notices::Purpose;
use serde::{Deserialize, Serialize};

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The booking waits for the shop's consent.
    BookingRequested,
    BookingConfirmed,
    BookingChanged,
    BookingCancelled,
    BookingRejected,
    BookingReminder,
    /// How was it? After a visit that took place.
    ReviewRequested,
    /// What was paid, given back or put right at the till: a confirmation, no fiscal receipt.
    Receipt,
    /// A time became free that somebody waits for, and is held for them.
    WaitlistOffer,
}

impl NoticeKind {
    pub const ALL: [Self; 9] = [
        Self::BookingRequested,
        Self::BookingConfirmed,
        Self::BookingChanged,
        Self::BookingCancelled,
        Self::BookingRejected,
        Self::BookingReminder,
        Self::ReviewRequested,
        Self::Receipt,
        Self::WaitlistOffer,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BookingRequested => "booking_requested",
            Self::BookingConfirmed => "booking_confirmed",
            Self::BookingChanged => "booking_changed",
            Self::BookingCancelled => "booking_cancelled",
            Self::BookingRejected => "booking_rejected",
            Self::BookingReminder => "booking_reminder",
            Self::ReviewRequested => "review_requested",
            Self::Receipt => "receipt",
            Self::WaitlistOffer => "waitlist_offer",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What it is for; whether people may refuse it, and what it needs, follows from that.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        match self {
            Self::BookingRequested
            | Self::BookingConfirmed
            | Self::BookingChanged
            | Self::BookingCancelled
            | Self::BookingRejected
            | Self::Receipt
            // They asked for it, and it is of no use later.
            | Self::WaitlistOffer => Purpose::Bookings,
            Self::BookingReminder => Purpose::Reminders,
            Self::ReviewRequested => Purpose::Reviews,
        }
    }
}
