//! What the world may know of the keys that sign access tokens.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// The public halves of the signing keys: what every function that verifies tokens reads, and `auth-jwks` tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedKeys {
    /// A JSON Web Key Set (RFC 7517), as it is told.
    pub jwks: String,
    pub published_at: DateTime<Utc>,
    /// While a rotation is under way: no other begins before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotating_until: Option<DateTime<Utc>>,
}

impl PublishedKeys {
    /// What is told before the first key was made.
    pub const NONE: &'static str = r#"{"keys":[]}"#;
}

impl Entity for PublishedKeys {
    const TYPE: &'static str = "published_keys";
    fn key(&self) -> Key {
        keys::published_keys()
    }
}
