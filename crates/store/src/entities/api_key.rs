//! Keys of servers, and when each was last used.

use booking_rules::ids::{AccountId, ApiKeyId};
use booking_rules::values::Name;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// An expired key is listed this long, for whoever wonders why a server is refused.
const LISTED: TimeDelta = TimeDelta::days(30);

/// What a server shows in place of a human's token. A revoked key is deleted; its story is in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: Name,
    /// Names of permissions; the key may do these and no other.
    pub permissions: Vec<String>,
    /// SHA-256 of the secret half, which nobody has but the server.
    pub secret_hash: String,
    /// Who made it: it dies with their place in the business.
    pub created_by: AccountId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for ApiKey {
    const TYPE: &'static str = "api_key";
    fn key(&self) -> Key {
        keys::api_key(self.id)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at.checked_add_signed(LISTED)
    }
}

/// When a key was last used, to the hour. Apart from the key and under a prefix of its own: every function writes it, and
/// may write nothing else by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUse {
    pub id: ApiKeyId,
    /// In whole seconds: the condition of the write compares it as text.
    pub used_at: DateTime<Utc>,
    /// As that of the key.
    pub expires_at: DateTime<Utc>,
}

impl Entity for KeyUse {
    const TYPE: &'static str = "key_use";
    fn key(&self) -> Key {
        keys::key_use(self.id)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at.checked_add_signed(LISTED)
    }
}
