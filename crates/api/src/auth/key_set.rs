//! Public keys with all that their signatures are checked for.

use std::collections::HashMap;
use std::fmt;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};

use super::token::MAX_LEEWAY_SECONDS;

/// The configuration cannot verify tokens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    #[error("the key set is not a JWKS document")]
    Unreadable(#[source] serde_json::Error),
    #[error("the key set is empty")]
    Empty,
    #[error("a key has no kid, or one that another key has")]
    Unnamed,
    #[error("key {kid} is neither P-256 for ES256 nor Ed25519 for EdDSA")]
    Unsupported { kid: String },
    #[error("key {kid} cannot be used")]
    Unusable {
        kid: String,
        #[source]
        source: jsonwebtoken::errors::Error,
    },
    #[error("a leeway of {0} s is more than {MAX_LEEWAY_SECONDS} s")]
    Leeway(u32),
}

/// Keys by their `kid`.
#[derive(Default)]
pub(super) struct KeySet(HashMap<String, Key>);

/// One key with all that its signatures are checked for.
pub(super) struct Key {
    pub key: DecodingKey,
    pub rules: Validation,
}

impl KeySet {
    pub(super) fn read(jwks: &str, issuer: &str, audience: &str) -> Result<Self, KeysError> {
        let set: JwkSet = serde_json::from_str(jwks).map_err(KeysError::Unreadable)?;
        let mut keys = HashMap::with_capacity(set.keys.len());
        for jwk in &set.keys {
            let kid = jwk.common.key_id.clone().ok_or(KeysError::Unnamed)?;
            if keys
                .insert(kid.clone(), Key::read(jwk, kid, issuer, audience)?)
                .is_some()
            {
                return Err(KeysError::Unnamed);
            }
        }
        Ok(Self(keys))
    }

    pub(super) fn get(&self, kid: &str) -> Option<&Key> {
        self.0.get(kid)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Key {
    fn read(jwk: &Jwk, kid: String, issuer: &str, audience: &str) -> Result<Self, KeysError> {
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            _ => return Err(KeysError::Unsupported { kid }),
        };
        let named = jwk.common.key_algorithm.map(|named| named.to_string());
        let signs = jwk
            .common
            .public_key_use
            .as_ref()
            .is_none_or(|use_| *use_ == PublicKeyUse::Signature);
        if !signs || named.is_some_and(|named| named != format!("{algorithm:?}")) {
            return Err(KeysError::Unsupported { kid });
        }
        let key = DecodingKey::from_jwk(jwk).map_err(|source| KeysError::Unusable { kid, source })?;
        let mut rules = Validation::new(algorithm);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the machine's clock; the verifier asks ours.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        Ok(Self { key, rules })
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
