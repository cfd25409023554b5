//! Messages to a person that belong to no booking: to confirm an address, to reset a password, an invitation.

use core::fmt;
use std::collections::BTreeMap;

use booking_rules::ids::{BusinessId, LetterId};
use booking_rules::notices::{Channel, Vendor};
use booking_rules::values::{Email, Locale, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::progress::{Question, Step, parcel};
use super::{AddressDigest, NoticeStatus};
use crate::keys::{self, Key};
use crate::record::Entity;

/// Kept for support this long; what is secret or personal in it is gone once it is known that it was sent.
const KEPT: TimeDelta = TimeDelta::days(30);

/// One message to an address or number, written in the transaction of what it tells of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub id: LetterId,
    /// `confirm_email`, `reset_password`, ...
    pub kind: String,
    /// Set exactly for the e-mail channel, until the letter ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Set exactly for the SMS channel, until the letter ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub locale: Locale,
    /// On whose behalf, if a business sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessId>,
    /// What its template names: links with their secrets, names of businesses. Emptied when the letter ends.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    pub status: NoticeStatus,
    /// Of no use after this: a link that has expired is not worth sending.
    pub useful_until: DateTime<Utc>,
    /// While it is under way: when the sweep asks what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub given_again: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default)]
    pub attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Step>,
    /// What is known of asking its vendor what became of it.
    #[serde(default, skip_serializing_if = "Question::is_blank")]
    pub question: Question,
    /// By which way it went, once the address that says so is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub went_by: Option<Channel>,
}

/// Shows neither recipient nor facts, so that a log line cannot leak them.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Letter {
    /// By which queue it travels.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        self.way().as_str()
    }

    fn way(&self) -> Channel {
        let by_address = if self.email.is_some() {
            Channel::Email
        } else {
            Channel::Sms
        };
        self.went_by.unwrap_or(by_address)
    }

    /// A letter that has ended is kept for support, not for what it said or to whom: its links are as good as keys.
    fn emptied(self) -> Self {
        Self {
            went_by: Some(self.way()),
            email: None,
            phone: None,
            facts: BTreeMap::new(),
            ..self
        }
    }
}

parcel!(Letter, Letter::emptied);

impl Entity for Letter {
    const TYPE: &'static str = "letter";
    fn key(&self) -> Key {
        keys::letter(self.id)
    }
    fn indexes(&self) -> [Option<Key>; 3] {
        let due = self.look_at.map(|at| Key {
            pk: keys::due_partition(at.date_naive(), keys::shard_of(self.id.own())),
            sk: keys::by_start(at, &format!("LETTER#{}", self.id.key())),
        });
        let address = match (&self.email, &self.phone) {
            (Some(email), _) => Some(AddressDigest::from(email)),
            (None, Some(phone)) => Some(AddressDigest::from(phone)),
            (None, None) => None,
        };
        let to = address.map(|address| Key {
            pk: keys::letters_to(address.as_str()),
            sk: self.id.key(),
        });
        [to, None, due]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.created_at.checked_add_signed(KEPT)
    }
}
