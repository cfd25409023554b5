//! The keys of another issuer, kept in mind: asked for when a token names one that is not known, seldom.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use application::identity::outside::{KeySetError, KeySetSource};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use tokio::sync::Mutex;

/// Whoever sends tokens with made-up keys costs the issuer one question in this time.
const ASKED_AT_MOST_EVERY: TimeDelta = TimeDelta::minutes(1);
/// After an outage the next try comes sooner: without keys nobody gets in.
const AFTER_A_FAILURE: TimeDelta = TimeDelta::seconds(5);
/// A key that the issuer took back is forgotten after this at the latest.
const BELIEVED_FOR: TimeDelta = TimeDelta::hours(1);

/// The keys of one issuer; another issuer's are never among them, whatever their names.
pub(super) struct OutsideKeys {
    source: Arc<dyn KeySetSource>,
    known: RwLock<Arc<Known>>,
    /// Held while the issuer is asked, so that many tokens at once ask once.
    asking: Mutex<Asked>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<DecodingKey>>,
    since: Option<DateTime<Utc>>,
}

#[derive(Default)]
struct Asked {
    not_before: Option<(DateTime<Utc>, TimeDelta)>,
    failure: Option<KeySetError>,
}

impl OutsideKeys {
    pub(super) fn new(source: Arc<dyn KeySetSource>) -> Self {
        Self {
            source,
            known: RwLock::default(),
            asking: Mutex::default(),
        }
    }

    /// The key of that name; `None` when the issuer has none, as far as it was asked.
    pub(super) async fn find(&self, kid: &str, now: DateTime<Utc>) -> Result<Option<Arc<DecodingKey>>, KeySetError> {
        let known = self.known();
        let fresh = known.since.is_some_and(|since| (now - since).abs() < BELIEVED_FOR);
        if let Some(key) = known.keys.get(kid).filter(|_| fresh) {
            return Ok(Some(key.clone()));
        }
        let failure = self.ask(now).await;
        let found = self.known().keys.get(kid).cloned();
        match (found, failure) {
            // An outage of the issuer's does not sign out those whose key is known.
            (Some(key), _) => Ok(Some(key)),
            (None, None) => Ok(None),
            (None, Some(failure)) => Err(failure),
        }
    }

    /// Asks the issuer, unless it was asked a moment ago; how the last asking failed.
    async fn ask(&self, now: DateTime<Utc>) -> Option<KeySetError> {
        let mut asked = self.asking.lock().await;
        // A clock that jumped either way has passed the moment.
        let wait = asked.not_before.is_some_and(|(at, pause)| (now - at).abs() < pause);
        if !wait {
            let (pause, failure) = match self.source.fetch().await.and_then(|document| read(&document)) {
                Ok(keys) => {
                    let known = Arc::new(Known { keys, since: Some(now) });
                    *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
                    (ASKED_AT_MOST_EVERY, None)
                }
                Err(failure) => {
                    tracing::warn!(%failure, "the keys of the outside issuer could not be read");
                    (AFTER_A_FAILURE, Some(failure))
                }
            };
            asked.not_before = Some((now, pause));
            asked.failure = failure;
        }
        asked.failure.clone()
    }

    fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The keys of the document that may sign session tokens; others may stand beside them.
fn read(document: &str) -> Result<HashMap<String, Arc<DecodingKey>>, KeySetError> {
    let unreadable = |_| KeySetError::Unavailable("no key set".to_owned());
    // Key by key: one of a kind that the library does not know must not hide the others.
    #[derive(serde::Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    let set: Set = serde_json::from_str(document).map_err(unreadable)?;
    let keys = set
        .keys
        .into_iter()
        .filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
    Ok(keys.filter_map(|jwk| usable(&jwk)).collect())
}

/// Exactly what RS256 may be checked with.
fn usable(jwk: &Jwk) -> Option<(String, Arc<DecodingKey>)> {
    let kid = jwk.common.key_id.clone()?;
    let rsa = matches!(jwk.algorithm, AlgorithmParameters::RSA(_));
    let named = jwk
        .common
        .key_algorithm
        .is_none_or(|named| named.to_string() == "RS256");
    let signs = jwk.common.public_key_use.as_ref();
    let signs = signs.is_none_or(|use_| *use_ == PublicKeyUse::Signature);
    let key = DecodingKey::from_jwk(jwk).ok().filter(|_| rsa && named && signs)?;
    Some((kid, Arc::new(key)))
}
