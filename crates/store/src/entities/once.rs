//! Records that make repeating harmless.

use booking_rules::ids::BookingId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// The answer given to an idempotency key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IdempotencyRecord {
    /// Who may replay it: a caller and an operation.
    pub scope: String,
    /// SHA-256 of the key, so that a key with secrets in it is not kept.
    pub key_hash: String,
    /// SHA-256 of the request body.
    pub fingerprint: String,
    pub answer: serde_json::Value,
    /// The booking that the answer is about, whose notes stand in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    pub expires_at: DateTime<Utc>,
}

impl Entity for IdempotencyRecord {
    const TYPE: &'static str = "idempotency";
    fn key(&self) -> Key {
        keys::idempotency(&self.scope, &self.key_hash)
    }
    /// With its booking (GSI2), so that it goes when the booking's customer is erased.
    fn indexes(&self) -> [Option<Key>; 3] {
        let of_booking = self.booking.map(|booking| Key {
            pk: keys::said_of_booking(booking),
            sk: format!("{}#{}", self.scope, self.key_hash),
        });
        [None, of_booking, None]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}

/// How far a job has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    pub job: String,
    /// Everything due before this is done.
    pub done_until: DateTime<Utc>,
}

impl Entity for Watermark {
    const TYPE: &'static str = "watermark";
    fn key(&self) -> Key {
        keys::watermark(&self.job)
    }
}
