//! What people agreed to: how it stands, and every word of it that was ever said.

use booking_rules::ids::{AccountId, BusinessId, EventId};
use booking_rules::notices::{Channel, Purpose, Said, TextVersion};
use booking_rules::values::{Email, Locale, Phone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Actor, digest};
use crate::keys::{self, Key};
use crate::record::Entity;

/// An address or number, as a digest: enough to find what stands about it, not to write to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressDigest(String);

impl AddressDigest {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Email> for AddressDigest {
    fn from(email: &Email) -> Self {
        Self(digest(email.as_str()))
    }
}

impl From<&Phone> for AddressDigest {
    fn from(phone: &Phone) -> Self {
        Self(digest(phone.as_str()))
    }
}

/// Whose word it is: an account's, or a guest's, who is known by the address or number alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentHolder {
    Account(AccountId),
    Guest(AddressDigest),
}

/// How somebody's consent to one purpose by one channel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub holder: ConsentHolder,
    /// To which business; none is the platform as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessId>,
    pub purpose: Purpose,
    pub channel: Channel,
    pub given: bool,
    pub text_version: TextVersion,
    /// In which language the text was read.
    pub language: Locale,
    pub at: DateTime<Utc>,
    /// Who said it or, where a shop wrote it down, who did.
    pub by: Actor,
}

impl Consent {
    #[must_use]
    pub fn said(&self) -> Said {
        Said {
            given: self.given,
            at: self.at,
        }
    }

    /// In which quality whoever said it did, as the account itself is told: `self`, `guest` or `shop`.
    #[must_use]
    pub fn said_by(&self, own: AccountId) -> &'static str {
        match &self.by {
            Actor::Account { account, .. } if *account == own => "self",
            Actor::Account { .. } | Actor::System { .. } => "shop",
            Actor::Guest => "guest",
        }
    }
}

impl Entity for Consent {
    const TYPE: &'static str = "consent";
    fn key(&self) -> Key {
        keys::consent(&self.holder, self.business, self.purpose, self.channel)
    }
}

/// One word of consent as it was said; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    pub id: EventId,
    #[serde(flatten)]
    pub consent: Consent,
}

impl Entity for ConsentRecord {
    const TYPE: &'static str = "consent_record";
    fn key(&self) -> Key {
        keys::consent_record(&self.consent.holder, self.id)
    }
}
