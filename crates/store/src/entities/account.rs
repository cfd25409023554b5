//! Signed-in humans: the account, who an address or number belongs to, and the sessions.

use booking_rules::ids::{AccountId, SessionId, ShopId};
use booking_rules::values::{Email, Locale, Name, Phone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::keys::{self, Key};
use crate::record::Entity;

/// What a human is to the platform, whatever it is to one business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    #[default]
    Customer,
    /// May found businesses.
    Owner,
    /// Runs the platform.
    Admin,
}

/// A signed-in human. An address or number stands here only once it was proven to be theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub kind: AccountKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    pub locale: Locale,
    /// Closed by its owner or by the issuer it came from: nobody signs in to it any more.
    #[serde(default)]
    pub closed: bool,
    pub created_at: DateTime<Utc>,
}

impl Entity for Account {
    const TYPE: &'static str = "account";
    fn key(&self) -> Key {
        keys::account(self.id)
    }
}

/// A shop somebody wants to find again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Favourite {
    pub account: AccountId,
    pub shop: ShopId,
    pub added_at: DateTime<Utc>,
}

impl Entity for Favourite {
    const TYPE: &'static str = "favourite";
    fn key(&self) -> Key {
        keys::favourite(self.account, self.shop)
    }
}

/// What a person can be known by; each belongs to one account at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownAs {
    Email(Email),
    Phone(Phone),
    /// The subject of a token of another issuer.
    Subject {
        issuer: String,
        subject: String,
    },
}

impl KnownAs {
    /// Where the claim to it stands.
    #[must_use]
    pub fn key(&self) -> Key {
        let (what, text) = match self {
            Self::Email(email) => ("EMAIL", email.as_str().to_owned()),
            Self::Phone(phone) => ("PHONE", phone.as_str().to_owned()),
            Self::Subject { issuer, subject } => ("SUBJECT", format!("{issuer}\n{subject}")),
        };
        keys::unique(what, &digest(&text))
    }
}

impl KnownAs {
    /// The index of guests' bookings made with it; none for what no guest gives.
    #[must_use]
    pub(crate) fn contacts_partition(&self) -> Option<String> {
        match self {
            Self::Email(email) => Some(keys::contacts_partition("EMAIL", &digest(email.as_str()))),
            Self::Phone(phone) => Some(keys::contacts_partition("PHONE", &digest(phone.as_str()))),
            Self::Subject { .. } => None,
        }
    }
}

/// Hexadecimal SHA-256, for keys that must not tell what they were made of.
#[must_use]
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes as lower-case hexadecimal text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Who an address, number or foreign subject belongs to; its key lets one account have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// `PK` of the claim: what is claimed, as a digest.
    pub claim: String,
    pub account: AccountId,
    pub claimed_at: DateTime<Utc>,
}

impl Claimed {
    #[must_use]
    pub fn new(known_as: &KnownAs, account: AccountId, claimed_at: DateTime<Utc>) -> Self {
        Self {
            claim: known_as.key().pk,
            account,
            claimed_at,
        }
    }
}

impl Entity for Claimed {
    const TYPE: &'static str = "claim";
    fn key(&self) -> Key {
        Key {
            pk: self.claim.clone(),
            sk: "UNIQ".to_owned(),
        }
    }
}

/// A human signed in on one device: a family of refresh tokens of which the newest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    /// SHA-256 of what all refresh tokens of the family share: who holds it holds, or held, one of them.
    pub family_hash: String,
    /// SHA-256 of the newest refresh token.
    pub token_hash: String,
    /// How the human signed in: `password`, `code`, ...
    pub method: String,
    /// Whether a second factor was shown.
    #[serde(default)]
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl Entity for Session {
    const TYPE: &'static str = "session";
    fn key(&self) -> Key {
        keys::session(self.account, self.id)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
