//! The key that signs now, without asking the vault each time.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::{KeyRing, KeyVault, SigningKey};
use crate::failure::{Cause, Failure};

/// How long a ring is remembered: far less than the day that a key is told before it signs.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);
/// How long it is remembered further when the vault does not answer.
const ANYHOW: TimeDelta = TimeDelta::minutes(1);

/// Gives the key that signs at a moment.
pub struct Signer {
    vault: Arc<dyn KeyVault>,
    known: Mutex<Option<Known>>,
}

struct Known {
    ring: KeyRing,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Signer {
    #[must_use]
    pub fn new(vault: Arc<dyn KeyVault>) -> Self {
        Self {
            vault,
            known: Mutex::default(),
        }
    }

    /// The key that signs now. The vault is read at most once an hour, unless it had no key for this moment.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the vault cannot be read, or before the first key was made.
    pub async fn key(&self, now: DateTime<Utc>) -> Result<SigningKey, Failure> {
        // Held while the vault is read, so that many who sign in at once ask once.
        let mut known = self.known.lock().await;
        let remembered = known.as_mut().and_then(|known| {
            let key = known.ring.signing(now)?.clone();
            Some((key, known))
        });
        match remembered {
            Some((key, known)) if (known.from..known.until).contains(&now) => return Ok(key),
            Some((key, old)) => match KeyRing::read(&*self.vault).await {
                Ok(ring) => *old = Known::read(ring, now),
                Err(failure) => {
                    tracing::warn!(?failure, "signing on with keys read before");
                    (old.from, old.until) = (now, now + ANYHOW);
                    return Ok(key);
                }
            },
            None => *known = Some(Known::read(KeyRing::read(&*self.vault).await?, now)),
        }
        let key = known.as_ref().and_then(|known| known.ring.signing(now)).cloned();
        key.ok_or_else(|| Failure::Unavailable(Cause("no signing key was made yet".into())))
    }
}

impl Known {
    fn read(ring: KeyRing, now: DateTime<Utc>) -> Self {
        Self {
            ring,
            from: now,
            until: now + REMEMBERED,
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}
