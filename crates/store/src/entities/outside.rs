//! People whom another issuer vouches for, and what it told us of them.

use booking_rules::ids::AccountId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// How far an account follows its record with the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideUser {
    pub account: AccountId,
    /// When the record was changed there that the account follows now; an older one that arrives late changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Whether the account's address is the issuer's word: only such a one is changed by it.
    #[serde(default)]
    pub gave_email: bool,
    #[serde(default)]
    pub gave_phone: bool,
}

impl Entity for OutsideUser {
    const TYPE: &'static str = "outside_user";
    fn key(&self) -> Key {
        keys::outside_user(self.account)
    }
}

/// A message from outside that was acted on: the same one again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSeen {
    /// Who sent it: `clerk`, ...
    pub source: String,
    /// Digest of the sender's name for the message.
    pub id_hash: String,
    pub expires_at: DateTime<Utc>,
}

impl Entity for HookSeen {
    const TYPE: &'static str = "hook_seen";
    fn key(&self) -> Key {
        keys::hook_seen(&self.source, &self.id_hash)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
