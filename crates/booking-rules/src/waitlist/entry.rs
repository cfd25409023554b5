//! One wish that waits, and what becomes of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::days::is_over;
use super::{DayRange, DayWindow};
use crate::ids::{BookingId, CustomerId, ServiceId, ShopId, StaffId, WaitlistEntryId};
use crate::time::Zone;

/// Offers that somebody may let pass or decline; the next one would be held in vain as well.
pub const MAX_PASSED: usize = 5;

/// What somebody waits for: as a booking, without its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Waited {
    pub service: ServiceId,
    /// `None` is whoever is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    pub persons: u16,
}

/// One customer's place in the line of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistEntry {
    pub id: WaitlistEntryId,
    pub shop: ShopId,
    pub customer: CustomerId,
    pub wish: Waited,
    pub days: DayRange,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<DayWindow>,
    pub standing: Standing,
    /// Starts that were offered and not taken, oldest first: none of them is offered again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<DateTime<Utc>>,
    pub joined_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Standing {
    Waiting,
    Offered(Offer),
    /// The offer became the booking.
    Accepted {
        booking: BookingId,
    },
    Left,
    /// Let too many offers pass.
    Lapsed,
}

/// A time that is held for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The held booking.
    pub booking: BookingId,
    pub start: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// The standing as people are told it; an entry whose last day is over has lapsed without any job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStatus {
    Waiting,
    Offered,
    Accepted,
    Left,
    Lapsed,
}

impl EntryStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Left => "left",
            Self::Lapsed => "lapsed",
        }
    }
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Taken,
    Declined,
    /// Nobody said anything in time.
    LetPass,
    /// Declined for good.
    Left,
}

impl WaitlistEntry {
    /// Whether it keeps its place: nobody has an answer of theirs to hear any more once it does not.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Waiting | Standing::Offered(_))
    }

    #[must_use]
    pub fn status(&self, zone: Zone, now: DateTime<Utc>) -> EntryStatus {
        match self.standing {
            Standing::Waiting if is_over(self.days, zone, now) => EntryStatus::Lapsed,
            Standing::Waiting => EntryStatus::Waiting,
            Standing::Offered(_) => EntryStatus::Offered,
            Standing::Accepted { .. } => EntryStatus::Accepted,
            Standing::Left => EntryStatus::Left,
            Standing::Lapsed => EntryStatus::Lapsed,
        }
    }

    /// The time that is held for it.
    #[must_use]
    pub fn offer(&self) -> Option<Offer> {
        match self.standing {
            Standing::Offered(offer) => Some(offer),
            _ => None,
        }
    }

    /// Whether a start is one its customer would come to, and was not offered before.
    #[must_use]
    pub fn wants(&self, start: DateTime<Utc>, zone: Zone) -> bool {
        let local = zone.local(start);
        self.days.contains(local.date())
            && self.window.is_none_or(|window| window.contains(local))
            && !self.passed.contains(&start)
    }

    /// The entry with an offer; `None` unless it waits.
    #[must_use]
    pub fn offered(&self, offer: Offer, now: DateTime<Utc>) -> Option<Self> {
        (self.standing == Standing::Waiting).then(|| self.standing_at(Standing::Offered(offer), now))
    }

    /// The entry once its offer was answered; `None` when the answer is to another offer, or to none.
    #[must_use]
    pub fn answered(&self, booking: BookingId, answer: Answer, now: DateTime<Utc>) -> Option<Self> {
        let offer = self.offer().filter(|offer| offer.booking == booking)?;
        let mut next = self.clone();
        if answer != Answer::Taken {
            next.passed.push(offer.start);
        }
        let standing = match answer {
            Answer::Taken => Standing::Accepted { booking },
            Answer::Left => Standing::Left,
            Answer::Declined | Answer::LetPass if next.passed.len() >= MAX_PASSED => Standing::Lapsed,
            Answer::Declined | Answer::LetPass => Standing::Waiting,
        };
        Some(next.standing_at(standing, now))
    }

    /// The entry of somebody who gives up their place; `None` when it is given up, or has its booking. One with an offer
    /// answers the offer.
    #[must_use]
    pub fn left(&self, now: DateTime<Utc>) -> Option<Self> {
        (self.standing == Standing::Waiting).then(|| self.standing_at(Standing::Left, now))
    }

    fn standing_at(&self, standing: Standing, now: DateTime<Utc>) -> Self {
        Self {
            standing,
            updated_at: now,
            ..self.clone()
        }
    }
}
