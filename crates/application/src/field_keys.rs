//! Fields that deserve more than encryption at rest: sealed before they are written, opened by the few who need them.
//!
//! A value is sealed with AES-256-GCM under a data key of its owner, a business or an account, and is bound to its item
//! and field, so that it opens nowhere else. Data keys are remembered for five minutes and a thousand uses: a warm
//! function asks their keeper about once per owner in that time.

use core::fmt;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use booking_rules::ids::{AccountId, BusinessId};
use chrono::{DateTime, TimeDelta, Utc};
use providers::data_keys::{DataKey, DataKeyError, DataKeys, PlainKey};
use secrecy::{ExposeSecret, SecretString};
use store::{Envelope, Key, Sealed, SealedParts};

use crate::app::App;
use crate::failure::Failure;

/// How long a data key is remembered.
const REMEMBERED: TimeDelta = TimeDelta::minutes(5);
/// How many values one data key seals at most; far below what random nonces of 96 bits allow (NIST SP 800-38D: 2^32).
const USES: u32 = 1_000;
/// Data keys remembered at a time, so that a long-lived process stays small.
const MOST_KEYS: usize = 256;
/// A value sealed longer ago than one generation is sealed with a fresh data key when it is next written; so it leaves a
/// replaced key of the keeper behind.
const GENERATION: TimeDelta = TimeDelta::days(90);
/// AES-256-GCM, bound as [`Field::bound`] says.
const SHAPE: u8 = 1;

/// Where a sealed value stands: whose it is, in which item and which field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    owner: String,
    key: Key,
    name: &'static str,
}

impl Field {
    pub(crate) fn of_business(business: BusinessId, key: Key, name: &'static str) -> Self {
        Self {
            owner: business.to_string(),
            key,
            name,
        }
    }

    pub(crate) fn of_account(account: AccountId, key: Key, name: &'static str) -> Self {
        Self {
            owner: account.to_string(),
            key,
            name,
        }
    }

    /// What the cipher checks besides the value. No part holds a line break.
    fn bound(&self, generation: u32) -> Aad<Vec<u8>> {
        let Key { pk, sk } = &self.key;
        Aad::from(format!("{SHAPE}\n{generation}\n{}\n{pk}\n{sk}\n{}", self.owner, self.name).into_bytes())
    }
}

/// What seals and opens fields.
pub(crate) struct FieldKeys {
    keeper: Arc<dyn DataKeys>,
    held: Mutex<Held>,
}

/// What is remembered, each with the instant it came.
#[derive(Default)]
struct Held {
    sealing: HashMap<String, (DateTime<Utc>, u32, Arc<DataKey>)>,
    opening: HashMap<(String, Vec<u8>), (DateTime<Utc>, PlainKey)>,
}

impl fmt::Debug for FieldKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldKeys(***)")
    }
}

impl App {
    /// The same for functions that seal or open fields.
    #[must_use]
    pub fn with_field_keys(mut self, keeper: Arc<dyn DataKeys>) -> Self {
        let held = Mutex::default();
        self.field_keys = Some(Arc::new(FieldKeys { keeper, held }));
        self
    }

    fn fields(&self) -> Result<&FieldKeys, Failure> {
        let missing = || Failure::internal("this function was not given the field keys");
        self.field_keys.as_deref().ok_or_else(missing)
    }

    /// Seals a text for its place.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] while no data key can be had; then nothing is written.
    pub(crate) async fn seal(&self, field: &Field, text: &str) -> Result<Sealed, Failure> {
        self.fields()?.seal(field, text, self.now()).await
    }

    /// The text that was sealed for this place, or that stood there before texts were sealed.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] while its data key cannot be had; [`Failure::Internal`] for one that was changed or
    /// belongs to another place.
    pub(crate) async fn open(&self, field: &Field, sealed: &Sealed) -> Result<SecretString, Failure> {
        self.fields()?.open(field, sealed, self.now()).await
    }

    /// The same value as the next write should have it: sealed anew if it stands in the clear or is of an older
    /// generation. Where no key can be had for that it stays as it is: what was read is not lost over it.
    pub(crate) async fn renewed(&self, field: &Field, sealed: &Sealed, text: &SecretString) -> Sealed {
        if !is_worn(sealed, self.now()) {
            return sealed.clone();
        }
        match self.seal(field, text.expose_secret()).await {
            Ok(renewed) => renewed,
            Err(failure) => {
                tracing::warn!(?failure, "a field keeps its older seal");
                sealed.clone()
            }
        }
    }
}

impl FieldKeys {
    async fn seal(&self, field: &Field, text: &str, now: DateTime<Utc>) -> Result<Sealed, Failure> {
        let key = self.sealing_key(&field.owner, now).await?;
        let g = generation(now);
        let mut sealed = text.as_bytes().to_vec();
        let nonce = cipher(&key.plain)?
            .seal_in_place_append_tag(field.bound(g), &mut sealed)
            .map_err(|_| Failure::internal("a field could not be sealed"))?;
        Ok(Sealed::from(Envelope {
            v: SHAPE,
            g,
            k: STANDARD.encode(&key.wrapped),
            n: STANDARD.encode(nonce.as_ref()),
            c: STANDARD.encode(sealed),
        }))
    }

    async fn open(&self, field: &Field, sealed: &Sealed, now: DateTime<Utc>) -> Result<SecretString, Failure> {
        let envelope = match sealed.parts() {
            SealedParts::Plain(text) => return Ok(text.to_owned().into()),
            SealedParts::Envelope(envelope) => envelope,
        };
        if envelope.v != SHAPE {
            return Err(damaged());
        }
        let (wrapped, nonce, mut text) = (decoded(&envelope.k)?, decoded(&envelope.n)?, decoded(&envelope.c)?);
        let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| damaged())?;
        let key = self.opening_key(&field.owner, wrapped, now).await?;
        let opened = cipher(&key)?
            .open_in_place(nonce, field.bound(envelope.g), &mut text)
            .map_err(|_| damaged())?;
        let text = core::str::from_utf8(opened).map_err(|_| damaged())?;
        Ok(text.to_owned().into())
    }

    async fn sealing_key(&self, owner: &str, now: DateTime<Utc>) -> Result<Arc<DataKey>, Failure> {
        if let Some(key) = self.remembered(owner, now) {
            return Ok(key);
        }
        let key = Arc::new(self.keeper.generate(owner).await?);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut held.sealing);
        held.sealing.insert(owner.to_owned(), (now, 1, key.clone()));
        keep(
            &mut held.opening,
            (owner.to_owned(), key.wrapped.clone()),
            now,
            key.plain.clone(),
        );
        Ok(key)
    }

    /// The key that sealed for this owner lately, counted as used once more.
    fn remembered(&self, owner: &str, now: DateTime<Utc>) -> Option<Arc<DataKey>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, uses, key) = held.sealing.get_mut(owner)?;
        if !is_fresh(*since, now) || *uses >= USES {
            return None;
        }
        *uses += 1;
        Some(key.clone())
    }

    async fn opening_key(&self, owner: &str, wrapped: Vec<u8>, now: DateTime<Utc>) -> Result<PlainKey, Failure> {
        let name = (owner.to_owned(), wrapped);
        {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((since, key)) = held.opening.get(&name)
                && is_fresh(*since, now)
            {
                return Ok(key.clone());
            }
        }
        let key = self.keeper.unwrap(&name.1, owner).await?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&mut held.opening, name, now, key.clone());
        Ok(key)
    }
}

fn keep<K: Eq + Hash>(held: &mut HashMap<K, (DateTime<Utc>, PlainKey)>, name: K, now: DateTime<Utc>, key: PlainKey) {
    make_room(held);
    held.insert(name, (now, key));
}

fn make_room<K, V>(held: &mut HashMap<K, V>) {
    if held.len() >= MOST_KEYS {
        held.clear();
    }
}

/// A clock that was set back makes everything remembered "later" stale.
fn is_fresh(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    since <= now && now - since < REMEMBERED
}

/// Whether the next write should seal the value anew.
fn is_worn(sealed: &Sealed, now: DateTime<Utc>) -> bool {
    match sealed.parts() {
        SealedParts::Plain(_) => true,
        SealedParts::Envelope(envelope) => envelope.g < generation(now),
    }
}

fn generation(now: DateTime<Utc>) -> u32 {
    let since = now.timestamp().max(0) / GENERATION.num_seconds();
    u32::try_from(since).unwrap_or(u32::MAX)
}

fn cipher(key: &PlainKey) -> Result<RandomizedNonceKey, Failure> {
    RandomizedNonceKey::new(&AES_256_GCM, key.expose()).map_err(|_| Failure::internal("no AES-256-GCM"))
}

fn decoded(text: &str) -> Result<Vec<u8>, Failure> {
    STANDARD.decode(text).map_err(|_| damaged())
}

fn damaged() -> Failure {
    Failure::internal("a sealed field does not open: it was changed, or sealed for another place")
}

impl From<DataKeyError> for Failure {
    fn from(error: DataKeyError) -> Self {
        match error {
            DataKeyError::Unavailable(_) => Self::unavailable(error),
            DataKeyError::NotOurs => damaged(),
        }
    }
}

#[cfg(test)]
mod tests;
