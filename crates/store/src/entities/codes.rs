//! One-time codes and second factors. What proves something stands as a digest, but for the secret that a code of an
//! authenticator is computed from, which is sealed.

use core::fmt;

use booking_rules::ids::AccountId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Sealed;
use crate::keys::{self, Key};
use crate::record::Entity;

/// The newest code that was sent to a number. Neither stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// SHA-256 of the number.
    pub number: String,
    /// Drawn for each code; names its counter of tries too.
    pub salt: String,
    /// SHA-256 of salt, number and code.
    pub code_hash: String,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for SentCode {
    const TYPE: &'static str = "sent_code";
    fn key(&self) -> Key {
        keys::sent_code(&self.number)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}

/// An account's authenticator, and the codes for when it is lost.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    pub account: AccountId,
    /// Base32, as authenticators take it (RFC 4648).
    pub secret: Sealed,
    /// Until then it protects nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The newest step whose code was used; it and older ones are used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<u64>,
    /// SHA-256 of each recovery code that is left.
    #[serde(default)]
    pub recovery: Vec<String>,
    pub created_at: DateTime<Utc>,
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactor")
            .field("account", &self.account)
            .field("confirmed_at", &self.confirmed_at)
            .finish_non_exhaustive()
    }
}

impl Entity for SecondFactor {
    const TYPE: &'static str = "second_factor";
    fn key(&self) -> Key {
        keys::second_factor(self.account)
    }
}

/// Somebody who showed the first factor and owes the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    pub account: AccountId,
    /// SHA-256 of what its holder shows.
    pub token_hash: String,
    /// How the first factor was shown: `password`, `code`, ...
    pub method: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for Challenge {
    const TYPE: &'static str = "challenge";
    fn key(&self) -> Key {
        keys::challenge(self.account, &self.token_hash)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
