//! Access tokens: what ours say, and how one is believed.
//!
//! The clock is the application's, not the library's, so that a moved clock expires tokens too. Every reason for
//! disbelief has one outcome; a forger learns nothing from it.

use std::fmt;

use application::App;
use application::access::{Identity, Role};
use booking_rules::ids::{AccountId, BusinessId, SessionId, StaffId};
use booking_rules::values::{Email, Name, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::key_set::{KeySet, KeysError};
use super::published::Published;
use crate::error::ApiError;

/// Clocks of two machines of ours differ by less.
pub(super) const MAX_LEEWAY_SECONDS: u32 = 30;
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

/// Believes or disbelieves access tokens: by keys given at the start, and by those that the table tells.
pub struct TokenVerifier {
    given: KeySet,
    published: Option<Published>,
    leeway: TimeDelta,
}

impl TokenVerifier {
    /// Takes public keys as a JWKS document; they are believed for good.
    ///
    /// # Errors
    /// [`KeysError`] for a document that could only disappoint later.
    pub fn new(jwks: &str, issuer: &str, audience: &str, leeway_seconds: u32) -> Result<Self, KeysError> {
        let given = KeySet::read(jwks, issuer, audience)?;
        if given.is_empty() {
            return Err(KeysError::Empty);
        }
        Ok(Self {
            given,
            ..Self::trusting_nobody().with_leeway(leeway_seconds)?
        })
    }

    /// Takes the keys that the table tells, now and as they are rotated.
    ///
    /// # Errors
    /// [`KeysError::Leeway`].
    pub fn by_published_keys(issuer: &str, audience: &str, leeway_seconds: u32) -> Result<Self, KeysError> {
        Ok(Self::trusting_nobody()
            .with_leeway(leeway_seconds)?
            .and_published_keys(issuer, audience))
    }

    /// The same, beside the keys given.
    #[must_use]
    pub fn and_published_keys(self, issuer: &str, audience: &str) -> Self {
        Self {
            published: Some(Published::new(issuer, audience)),
            ..self
        }
    }

    /// For a function whose route asks for nobody: any token sent to it is refused.
    #[must_use]
    pub fn trusting_nobody() -> Self {
        Self {
            given: KeySet::default(),
            published: None,
            leeway: TimeDelta::zero(),
        }
    }

    fn with_leeway(self, seconds: u32) -> Result<Self, KeysError> {
        if seconds > MAX_LEEWAY_SECONDS {
            return Err(KeysError::Leeway(seconds));
        }
        let leeway = TimeDelta::seconds(i64::from(seconds));
        Ok(Self { leeway, ..self })
    }

    /// Reads the published keys before the first token comes, which is the one cheap read that warms the connection up.
    /// Tells whether there was anything to read.
    pub(crate) async fn prepare(&self, app: &App) -> bool {
        match &self.published {
            Some(published) => {
                published.prepare(app).await;
                true
            }
            None => false,
        }
    }

    /// The identity that the token proves now. The table is asked only about a key that is not known, once a minute, and
    /// about a set that is a day old.
    ///
    /// # Errors
    /// 401, whatever is wrong; 503 when the key is unknown and the table does not answer.
    pub(crate) async fn believe(&self, token: &str, app: &App) -> Result<Identity, ApiError> {
        let now = app.now();
        if let Some(published) = &self.published
            && let Ok(kid) = kid(token)
            && self.given.get(&kid).is_none()
        {
            published.look_for(&kid, app).await?;
        }
        self.verify(token, now)
            .map_err(|Unauthenticated| ApiError::unauthenticated())
    }

    /// The identity that the token proves at `now`.
    ///
    /// # Errors
    /// [`Unauthenticated`], whatever is wrong.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, Unauthenticated> {
        let kid = kid(token)?;
        let known = self.published.as_ref().map(Published::known);
        let key = self.given.get(&kid);
        let key = key.or_else(|| known.as_ref()?.get(&kid)).ok_or(Unauthenticated)?;
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

/// Which key the token names; nothing of it is believed yet.
fn kid(token: &str) -> Result<String, Unauthenticated> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Unauthenticated);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Unauthenticated)?;
    header.kid.ok_or(Unauthenticated)
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("given", &self.given)
            .field("published", &self.published)
            .finish_non_exhaustive()
    }
}
