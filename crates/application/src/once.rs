//! Repeating a request is harmless: the answer is saved in the transaction of its effect and replayed.

use booking_rules::ids::BookingId;
use chrono::TimeDelta;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Commit, CommitError, IdempotencyRecord, Key, digest, hex, keys};

use crate::app::App;
use crate::failure::Failure;

/// How long an answer is kept: a day is longer than any client retries.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// One request that may be repeated.
#[derive(Debug, Clone)]
pub struct Once {
    scope: String,
    key_hash: String,
    fingerprint: String,
}

impl Once {
    /// `caller` and `operation` bound who can replay what; the key itself is kept only as a hash.
    #[must_use]
    pub fn new(caller: &str, operation: &str, key: &str, fingerprint: [u8; 32]) -> Self {
        Self {
            scope: format!("{caller}#{operation}"),
            key_hash: digest(key),
            fingerprint: hex(&fingerprint),
        }
    }

    pub(crate) fn key(&self) -> Key {
        keys::idempotency(&self.scope, &self.key_hash)
    }

    fn record<T: Serialize>(&self, app: &App, answer: &T) -> Result<IdempotencyRecord, Failure> {
        Ok(IdempotencyRecord {
            scope: self.scope.clone(),
            key_hash: self.key_hash.clone(),
            fingerprint: self.fingerprint.clone(),
            answer: serde_json::to_value(answer).map_err(Failure::internal)?,
            booking: None,
            expires_at: app.now() + KEPT,
        })
    }

    /// The saved answer, if the record is still good and of the same request.
    pub(crate) fn replay<T: DeserializeOwned>(
        &self,
        app: &App,
        record: Option<IdempotencyRecord>,
    ) -> Result<Option<T>, Failure> {
        // TTL removes garbage late; the clock decides what is garbage.
        let Some(record) = record.filter(|r| r.expires_at > app.now()) else {
            return Ok(None);
        };
        if record.fingerprint != self.fingerprint {
            return Err(Failure::IdempotencyKeyReused);
        }
        serde_json::from_value(record.answer)
            .map(Some)
            .map_err(Failure::internal)
    }

    pub(crate) fn add_to<T: Serialize>(&self, app: &App, commit: &mut Commit, answer: &T) -> Result<(), Failure> {
        commit.create_over_expired(&self.record(app, answer)?, app.now())?;
        Ok(())
    }

    /// As [`Once::add_to`], for an answer that tells of a booking and goes with it when its customer is erased.
    pub(crate) fn add_about<T: Serialize>(
        &self,
        app: &App,
        commit: &mut Commit,
        booking: BookingId,
        answer: &T,
    ) -> Result<(), Failure> {
        let record = IdempotencyRecord {
            booking: Some(booking),
            ..self.record(app, answer)?
        };
        commit.create_over_expired(&record, app.now())?;
        Ok(())
    }

    /// After a commit that was refused: the answer that another try of the same request left.
    pub(crate) fn replay_of<T: DeserializeOwned>(&self, app: &App, error: &CommitError) -> Result<Option<T>, Failure> {
        self.replay(app, error.found(&self.key()))
    }
}

/// Commits the creation of something whose guards cannot move under it, once per idempotency key.
pub(crate) async fn commit_once<T: Serialize + DeserializeOwned>(
    app: &App,
    once: Option<&Once>,
    mut commit: Commit,
    answer: T,
) -> Result<T, Failure> {
    if let Some(once) = once {
        if let Some(saved) = once.replay(app, app.store.idempotency_record(&once.key()).await?)? {
            return Ok(saved);
        }
        once.add_to(app, &mut commit, &answer)?;
    }
    match app.store.commit(&commit).await {
        Ok(()) => Ok(answer),
        Err(error) => {
            if let Some(saved) = once.map(|o| o.replay_of(app, &error)).transpose()?.flatten() {
                return Ok(saved);
            }
            Err(moved(error))
        }
    }
}

/// A guard that did not hold where no new decision can help.
pub(crate) fn moved(error: CommitError) -> Failure {
    match error {
        CommitError::Moved(_) => Failure::Stale,
        CommitError::Store(error) => error.into(),
    }
}
