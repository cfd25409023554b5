//! What somebody proves with who they are: passwords, and secrets sent by letter that work once.

use std::fmt;

use booking_rules::ids::AccountId;
use booking_rules::values::{Email, Locale, Name};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountKind, digest};
use crate::keys::{self, Key};
use crate::record::Entity;

/// A password as Argon2id (RFC 9106) remembers it, with the cost it was hashed at.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    /// Base64 without padding, as is the hash.
    pub salt: String,
    pub hash: String,
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// The password of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCredential {
    pub account: AccountId,
    pub password: PasswordHash,
    pub changed_at: DateTime<Utc>,
}

impl Entity for PasswordCredential {
    const TYPE: &'static str = "password";
    fn key(&self) -> Key {
        keys::password(self.account)
    }
}

/// Somebody wants an account and has yet to show that the address is theirs. Never an account before that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingRegistration {
    /// Digest of the secret in the link.
    pub token: String,
    pub email: Email,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    pub locale: Locale,
    pub kind: AccountKind,
    pub password: PasswordHash,
    pub expires_at: DateTime<Utc>,
}

impl Entity for PendingRegistration {
    const TYPE: &'static str = "registration";
    fn key(&self) -> Key {
        keys::registration(&self.token)
    }
    /// By address (GSI1), so that it goes with the account that the address has.
    fn indexes(&self) -> [Option<Key>; 3] {
        let by_address = Key {
            pk: keys::registrations_of(&digest(self.email.as_str())),
            sk: self.token.clone(),
        };
        [Some(by_address), None, None]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}

/// What a secret that works once is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    ResetPassword,
    /// Ends a lock of sign-in.
    Unlock,
}

impl Purpose {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "RESET",
            Self::Unlock => "UNLOCK",
        }
    }
}

/// A secret that works once, for one account and one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeToken {
    /// Digest of the secret.
    pub token: String,
    pub purpose: Purpose,
    pub account: AccountId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for OneTimeToken {
    const TYPE: &'static str = "one_time_token";
    fn key(&self) -> Key {
        keys::one_time_token(self.purpose.as_str(), &self.token)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
