//! The key set that the table tells, remembered.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use application::App;
use application::failure::Failure;
use application::signing_keys::{self, TOLD_BEFORE};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::key_set::KeySet;
use crate::error::ApiError;

/// Whoever sends tokens of made-up keys makes the table be read no more often.
const BETWEEN_READS: TimeDelta = TimeDelta::minutes(1);
/// How long a set is believed without asking. A key is told that long before it signs and after its tokens have ended,
/// so that only a key that was taken back early is believed too long, and no longer than this.
const BELIEVED: TimeDelta = TOLD_BEFORE;

pub(super) struct Published {
    issuer: String,
    audience: String,
    known: RwLock<Arc<KeySet>>,
    read_at: RwLock<Option<DateTime<Utc>>>,
    /// Held while the table is read; when it was last asked.
    asked: Mutex<Option<DateTime<Utc>>>,
}

impl Published {
    pub(super) fn new(issuer: &str, audience: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            known: RwLock::default(),
            read_at: RwLock::default(),
            asked: Mutex::default(),
        }
    }

    /// The keys as they were last read.
    pub(super) fn known(&self) -> Arc<KeySet> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the set ahead of need; when it cannot be read now, the first token asks for it again.
    pub(super) async fn prepare(&self, app: &App) {
        if let Err(failure) = self.read(app).await {
            tracing::warn!(?failure, "the signing keys could not be read at the start");
        }
    }

    /// Reads the set again if it does not have the key, or is so old that it may not have it any more.
    pub(super) async fn look_for(&self, kid: &str, app: &App) -> Result<(), ApiError> {
        let now = app.now();
        let is_known = self.known().get(kid).is_some();
        if is_known && self.is_fresh(now) {
            return Ok(());
        }
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| (at..at + BETWEEN_READS).contains(&now)) {
            return Ok(());
        }
        match self.read(app).await {
            Ok(()) => *asked = Some(now),
            Err(failure) if is_known => {
                tracing::warn!(?failure, "believing signing keys read before");
                *asked = Some(now);
            }
            Err(failure) => return Err(failure.into()),
        }
        Ok(())
    }

    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let read_at = *self.read_at.read().unwrap_or_else(PoisonError::into_inner);
        read_at.is_some_and(|at| (at..at + BELIEVED).contains(&now))
    }

    async fn read(&self, app: &App) -> Result<(), Failure> {
        let jwks = signing_keys::published(app).await?;
        let keys = KeySet::read(&jwks, &self.issuer, &self.audience).map_err(Failure::internal)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        *self.read_at.write().unwrap_or_else(PoisonError::into_inner) = Some(app.now());
        Ok(())
    }
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.known(), f)
    }
}
