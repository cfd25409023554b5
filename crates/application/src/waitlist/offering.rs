//! What a held booking writes besides itself: that the entry has its offer, and the message that tells of it.

use booking_rules::booking::{Booking, Hold};
use booking_rules::waitlist::Offer;
use chrono::{DateTime, Utc};
use store::{Commit, Versioned, WaitingCustomer, keys};

use super::{OFFERED, tell};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;

/// For whom a time is held, as it was read.
#[derive(Debug, Clone)]
pub(crate) struct HeldFor {
    pub waiting: Versioned<WaitingCustomer>,
    pub until: DateTime<Utc>,
    /// When they hear of it.
    pub told_at: DateTime<Utc>,
}

impl HeldFor {
    pub(crate) fn hold(&self) -> Hold {
        Hold {
            offered_to: self.waiting.record.entry.id,
            until: self.until,
        }
    }

    /// Where the entry stands, whose guard tells that somebody else was first.
    pub(crate) fn key(&self) -> store::Key {
        let entry = &self.waiting.record.entry;
        keys::waitlist_entry(entry.customer, entry.id)
    }

    /// Adds the entry with its offer; `false` when it does not wait.
    pub(crate) fn add_to(
        &self,
        app: &App,
        commit: &mut Commit,
        held: &Booking,
        author: &Author,
    ) -> Result<bool, Failure> {
        let offer = Offer {
            booking: held.id,
            start: held.span.start(),
            until: self.until,
        };
        let Some(entry) = self.waiting.record.entry.offered(offer, app.now()) else {
            return Ok(false);
        };
        tell(app, commit, OFFERED, &entry, author)?;
        let next = WaitingCustomer {
            entry,
            ..self.waiting.record.clone()
        };
        commit.replace(&next, Some(self.waiting.version))?;
        Ok(true)
    }
}
