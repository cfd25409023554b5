//! Access tokens for those who signed in.

use std::fmt;

use application::access::Role;
use application::failure::Failure;
use application::identity::SignedIn;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

use super::Claims;
use crate::error::ApiError;

/// How long an access token is believed: short, because nothing takes it back.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(15);

/// Signs access tokens. Only the functions that sign people in hold one.
pub struct TokenIssuer {
    kid: String,
    signing: EncodingKey,
    issuer: String,
    audience: String,
}

impl TokenIssuer {
    #[must_use]
    pub fn new(kid: &str, signing: EncodingKey, issuer: &str, audience: &str) -> Self {
        Self {
            kid: kid.to_owned(),
            signing,
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
        }
    }

    /// A token of the session, good for [`ACCESS_TOKEN_LIFE`].
    ///
    /// # Errors
    /// 500 when signing fails.
    pub async fn issue(&self, signed_in: &SignedIn, now: DateTime<Utc>) -> Result<String, ApiError> {
        let SignedIn { account, session } = signed_in;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: account.id,
            exp: (now + ACCESS_TOKEN_LIFE).timestamp(),
            nbf: None,
            iat: now.timestamp(),
            role: Role::from(account.kind),
            business_id: None,
            staff_id: None,
            email: account.email.clone(),
            phone: account.phone.clone(),
            name: account.name.clone(),
            sid: Some(session.id),
            second_factor: session.second_factor,
        };
        let header = Header {
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        encode(&header, &claims, &self.signing).map_err(|e| Failure::internal(e).into())
    }
}

impl fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenIssuer")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
