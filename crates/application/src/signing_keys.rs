//! The keys that sign access tokens: private in a vault, public in the table, replaced every few months.
//!
//! A key is told to the world a day before it signs and until its last token has ended, so that whoever verifies never
//! meets a key it could not know. [`rotate`] publishes before it writes to the vault: a run that is stopped between the
//! two leaves a public key that nobody signs with, and the next run takes it back.

use chrono::{DateTime, TimeDelta, Utc};
use providers::key_vault::VaultError;
use serde_json::json;
use store::{Commit, CommitError, PublishedKeys, Versioned, keys};

use crate::app::App;
use crate::author::Author;
use crate::failure::{Cause, Failure};
use crate::once::moved;

mod ring;
mod signer;

pub use providers::key_vault::KeyVault;
pub use ring::{KeyRing, SigningKey, Turn, ed25519_der};
pub use signer::Signer;

/// How long an access token is believed: short, because nothing takes it back.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(15);
/// A key signs this long.
pub const SIGNS_FOR: TimeDelta = TimeDelta::days(90);
/// A key is told this long before it signs: longer than anybody may remember an older set.
pub const TOLD_BEFORE: TimeDelta = TimeDelta::hours(24);
/// A key is told this long after its last token has ended.
pub const TOLD_AFTER: TimeDelta = TimeDelta::days(1);
/// Clocks of two machines of ours differ by less: a key that signs at once signs for all of them.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);
/// Longer than a run may take, so that two runs never write to the vault at once.
const CLAIM: TimeDelta = TimeDelta::minutes(2);

const JOB: &str = "jobs-rotate-keys";

/// The public halves of the keys, as a JSON Web Key Set.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn published(app: &App) -> Result<String, Failure> {
    let published = app.store.published_keys().await?;
    Ok(published.map_or_else(|| PublishedKeys::NONE.to_owned(), |keys| keys.record.jwks))
}

/// Makes the first key or the next, and forgets those whose tokens have ended. Repeated or concurrent runs do nothing.
///
/// # Errors
/// [`Failure::Unavailable`]; [`Failure::Internal`] when the vault holds no key ring.
pub async fn rotate(app: &App, vault: &dyn KeyVault) -> Result<(), Failure> {
    let now = app.now();
    let found = app.store.published_keys().await?;
    if found.as_ref().is_some_and(|found| is_claimed(&found.record, now)) {
        return Ok(());
    }
    let ring = KeyRing::read(vault).await?;
    let told = found.as_ref().map(|found| found.record.jwks.as_str());
    if ring.turn(now).is_none() && told == Some(ring.jwks()?.as_str()) {
        return Ok(());
    }
    let Some(claimed) = claim(app, found, now).await? else {
        return Ok(());
    };
    let (version, turned) = turn(app, vault, &claimed).await;
    release(app, version).await;
    turned
}

/// What a run that was stopped half-way, or a clock that was moved back, left behind is no claim. One of a machine whose
/// clock is a little ahead, or that looked at it a moment later, is.
fn is_claimed(keys: &PublishedKeys, now: DateTime<Utc>) -> bool {
    keys.rotating_until
        .is_some_and(|until| now < until && until <= now + CLAIM + CLOCKS_DIFFER)
}

/// Marks the set as being worked on; `None` when another run was faster.
async fn claim(
    app: &App,
    found: Option<Versioned<PublishedKeys>>,
    now: DateTime<Utc>,
) -> Result<Option<Versioned<PublishedKeys>>, Failure> {
    let version = found.as_ref().map(|found| found.version);
    let record = PublishedKeys {
        jwks: found.map_or_else(|| PublishedKeys::NONE.to_owned(), |found| found.record.jwks),
        published_at: now,
        rotating_until: Some(now + CLAIM),
    };
    let mut commit = Commit::new();
    commit.replace(&record, version)?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(Versioned {
            record,
            version: version.unwrap_or_default() + 1,
        })),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Publishes, then writes to the vault. The set as it stands afterwards, and how it went.
async fn turn(
    app: &App,
    vault: &dyn KeyVault,
    claimed: &Versioned<PublishedKeys>,
) -> (Versioned<PublishedKeys>, Result<(), Failure>) {
    let mut stands = claimed.clone();
    let done = async {
        // Read under the claim: what was read before may be what the run before replaced.
        let ring = KeyRing::read(vault).await?;
        let (turned, made) = ring.turned(app.now(), || SigningKey::fresh(app));
        let jwks = turned.jwks()?;
        if jwks != stands.record.jwks {
            let record = PublishedKeys {
                jwks,
                ..claimed.record.clone()
            };
            let mut commit = Commit::new();
            commit.replace(&record, Some(claimed.version))?;
            if let Some(made) = made {
                let data = json!({ "kid": made.kid, "signs_from": made.signs_from });
                let author = Author::job(JOB);
                commit.create(&author.platform_event(app, keys::SIGNING_KEYS, "SigningKeyRotated", data))?;
            }
            app.store.commit(&commit).await.map_err(moved)?;
            stands = Versioned {
                record,
                version: claimed.version + 1,
            };
        }
        if turned == ring {
            Ok(())
        } else {
            turned.write(vault).await
        }
    }
    .await;
    (stands, done)
}

/// Ends the claim; one that cannot be ended ends by itself.
async fn release(app: &App, stands: Versioned<PublishedKeys>) {
    let free = PublishedKeys {
        rotating_until: None,
        ..stands.record
    };
    if app.store.replace(&free, stands.version).await.is_err() {
        tracing::warn!("the claim of a key rotation was left to end by itself");
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::Unavailable(Cause(Box::new(error)))
    }
}
