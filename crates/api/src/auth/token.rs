//! Access tokens: what ours say, and how one is believed.
//!
//! The clock is the application's, not the library's, so that a moved clock expires tokens too. Every reason for
//! disbelief has one outcome; a forger learns nothing from it.

use std::collections::HashMap;
use std::fmt;

use application::access::{Identity, Role};
use booking_rules::ids::{AccountId, BusinessId, SessionId, StaffId};
use booking_rules::values::{Email, Name, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};

/// Clocks of two machines of ours differ by less.
const MAX_LEEWAY_SECONDS: u32 = 30;
/// Ours are under 1 KiB; nothing longer is worth a signature check.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// What an access token of ours says.
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: AccountId,
    /// Unix seconds.
    pub exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    pub iat: i64,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_id: Option<BusinessId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    /// Whether a second factor was shown at sign-in.
    #[serde(default, skip_serializing_if = "is_false")]
    pub second_factor: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("sub", &self.sub)
            .field("role", &self.role)
            .field("exp", &self.exp)
            .finish_non_exhaustive()
    }
}

/// The token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unauthenticated")]
pub struct Unauthenticated;

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

/// Believes or disbelieves access tokens.
pub struct TokenVerifier {
    keys: HashMap<String, Key>,
    leeway: TimeDelta,
}

/// One key with all that its signatures are checked for.
struct Key {
    key: DecodingKey,
    rules: Validation,
}

impl TokenVerifier {
    /// Takes the issuer's public keys as a JWKS document.
    ///
    /// # Errors
    /// [`KeysError`] for a document that could only disappoint later.
    pub fn new(jwks: &str, issuer: &str, audience: &str, leeway_seconds: u32) -> Result<Self, KeysError> {
        if leeway_seconds > MAX_LEEWAY_SECONDS {
            return Err(KeysError::Leeway(leeway_seconds));
        }
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
        if keys.is_empty() {
            return Err(KeysError::Empty);
        }
        Ok(Self {
            keys,
            leeway: TimeDelta::seconds(i64::from(leeway_seconds)),
        })
    }

    /// For a function whose route asks for nobody: any token sent to it is refused.
    #[must_use]
    pub fn trusting_nobody() -> Self {
        Self {
            keys: HashMap::new(),
            leeway: TimeDelta::zero(),
        }
    }

    /// The identity that the token proves at `now`.
    ///
    /// # Errors
    /// [`Unauthenticated`], whatever is wrong.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, Unauthenticated> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Unauthenticated);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Unauthenticated)?;
        let key = header
            .kid
            .as_deref()
            .and_then(|kid| self.keys.get(kid))
            .ok_or(Unauthenticated)?;
        // Compares the header's algorithm with the key's own before any signature is looked at.
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, &key.rules)
            .map_err(|_| Unauthenticated)?
            .claims;
        if self.is_current(&claims, now) {
            identity(claims)
        } else {
            Err(Unauthenticated)
        }
    }

    fn is_current(&self, claims: &Claims, now: DateTime<Utc>) -> bool {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let alive = at(claims.exp).is_some_and(|exp| now - self.leeway < exp);
        let begun = claims
            .nbf
            .is_none_or(|nbf| at(nbf).is_some_and(|nbf| nbf <= now + self.leeway));
        alive && begun
    }
}

/// A staff card of another business would be a token put together wrongly.
fn identity(claims: Claims) -> Result<Identity, Unauthenticated> {
    let business = claims.business_id;
    if claims.staff_id.is_some_and(|staff| Some(staff.business()) != business) {
        return Err(Unauthenticated);
    }
    Ok(Identity {
        business,
        staff: claims.staff_id,
        email: claims.email,
        phone: claims.phone,
        name: claims.name,
        session: claims.sid,
        second_factor: claims.second_factor,
        ..Identity::new(claims.sub, claims.role)
    })
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
        // The library would ask the machine's clock; `is_current` asks ours.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        Ok(Self { key, rules })
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("kids", &self.keys.keys())
            .finish_non_exhaustive()
    }
}
