//! The private keys and which of them signs when: pure, but for reading and writing the whole.

use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{ACCESS_TOKEN_LIFE, CLOCKS_DIFFER, KeyVault, SIGNS_FOR, TOLD_AFTER, TOLD_BEFORE};
use crate::app::App;
use crate::failure::Failure;

/// An Ed25519 key and when it signs: until the next one does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    pub kid: String,
    /// 32 bytes in base64, from which all of the key follows.
    seed: String,
    pub published_at: DateTime<Utc>,
    pub signs_from: DateTime<Utc>,
}

/// DER head of a PKCS#8 Ed25519 private key (RFC 8410, section 7), before the 32 bytes of the seed.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The key of the seed as a PKCS#8 document, which is how libraries take it.
#[must_use]
pub fn ed25519_der(seed: &[u8]) -> Vec<u8> {
    [&PKCS8_HEAD[..], seed].concat()
}

impl SigningKey {
    /// A key that signs at once, until it is given another time.
    pub(super) fn fresh(app: &App) -> Self {
        let seed = [app.new_secret(), app.new_secret()].concat();
        Self {
            kid: app.new_uuid().simple().to_string(),
            seed: STANDARD.encode(seed),
            published_at: app.now(),
            signs_from: app.now(),
        }
    }

    /// What signs.
    ///
    /// # Errors
    /// [`Failure::Internal`] for a key that the vault holds damaged.
    pub fn encoding(&self) -> Result<EncodingKey, Failure> {
        let seed = STANDARD.decode(&self.seed).map_err(Failure::internal)?;
        Ok(EncodingKey::from_ed_der(&ed25519_der(&seed)))
    }

    fn public(&self) -> Result<Jwk, Failure> {
        let mut public = Jwk::from_encoding_key(&self.encoding()?, Algorithm::EdDSA).map_err(Failure::internal)?;
        public.common.key_id = Some(self.kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(public)
    }
}

/// What is to be done at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// A key is to be made that signs from then on.
    pub next_from: Option<DateTime<Utc>>,
    /// Keys whose tokens have all ended.
    pub ended: Vec<String>,
}

/// All keys, those that will sign and those that did, by the time they begin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeyRing {
    keys: Vec<SigningKey>,
}

impl KeyRing {
    /// The ring of the vault; empty before the first key.
    ///
    /// # Errors
    /// [`Failure::Unavailable`]; [`Failure::Internal`] for a document that is none.
    pub async fn read(vault: &dyn KeyVault) -> Result<Self, Failure> {
        let Some(document) = vault.read().await? else {
            return Ok(Self::default());
        };
        // What serde says of a document quotes it; a log must not.
        let mut ring: Self = serde_json::from_str(document.expose_secret())
            .map_err(|error| Failure::internal(format!("the vault holds no key ring: line {}", error.line())))?;
        ring.keys.sort_by_key(|key| key.signs_from);
        Ok(ring)
    }

    pub(super) async fn write(&self, vault: &dyn KeyVault) -> Result<(), Failure> {
        let document = serde_json::to_string(self).map_err(Failure::internal)?;
        Ok(vault.write(SecretString::from(document)).await?)
    }

    /// The key that signs at that moment.
    #[must_use]
    pub fn signing(&self, now: DateTime<Utc>) -> Option<&SigningKey> {
        self.keys.iter().rev().find(|key| key.signs_from <= now)
    }

    /// The public halves as a JSON Web Key Set.
    pub(super) fn jwks(&self) -> Result<String, Failure> {
        let keys = self.keys.iter().map(SigningKey::public).collect::<Result<_, _>>()?;
        serde_json::to_string(&JwkSet { keys }).map_err(Failure::internal)
    }

    /// What is to be done now, if anything.
    #[must_use]
    pub fn turn(&self, now: DateTime<Utc>) -> Option<Turn> {
        let next_from = match self.signing(now) {
            None => Some(now - CLOCKS_DIFFER),
            Some(signing) => {
                let is_last = self.keys.last() == Some(signing);
                (is_last && signing.signs_from + SIGNS_FOR <= now).then(|| now + TOLD_BEFORE)
            }
        };
        let followers = self.keys.iter().skip(1);
        let ended: Vec<_> = self
            .keys
            .iter()
            .zip(followers)
            .filter(|(_, follower)| follower.signs_from + ACCESS_TOKEN_LIFE + TOLD_AFTER <= now)
            .map(|(key, _)| key.kid.clone())
            .collect();
        (next_from.is_some() || !ended.is_empty()).then_some(Turn { next_from, ended })
    }

    /// The ring after what is to be done was done, and the key that was made.
    pub(super) fn turned(&self, now: DateTime<Utc>, fresh: impl FnOnce() -> SigningKey) -> (Self, Option<SigningKey>) {
        let Some(turn) = self.turn(now) else {
            return (self.clone(), None);
        };
        let made = turn.next_from.map(|signs_from| SigningKey { signs_from, ..fresh() });
        let kept = self.keys.iter().filter(|key| !turn.ended.contains(&key.kid)).cloned();
        let mut keys: Vec<_> = kept.chain(made.clone()).collect();
        keys.sort_by_key(|key| key.signs_from);
        (Self { keys }, made)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("signs_from", &self.signs_from)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
