//! Records that make repeating harmless.

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
    pub expires_at: DateTime<Utc>,
}

impl Entity for IdempotencyRecord {
    const TYPE: &'static str = "idempotency";
    fn key(&self) -> Key {
        keys::idempotency(&self.scope, &self.key_hash)
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
