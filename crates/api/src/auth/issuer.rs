//! Access tokens for those who signed in.

use std::sync::Arc;

use application::access::Role;
use application::failure::Failure;
use application::identity::SignedIn;
pub use application::signing_keys::ACCESS_TOKEN_LIFE;
use application::signing_keys::{KeyVault, Signer};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, Header, encode};

use super::Claims;
use crate::error::ApiError;

/// Signs access tokens with the key whose turn it is. Only the functions that sign people in hold one.
#[derive(Debug)]
pub struct TokenIssuer {
    signer: Signer,
    issuer: String,
    audience: String,
}

impl TokenIssuer {
    #[must_use]
    pub fn new(vault: Arc<dyn KeyVault>, issuer: &str, audience: &str) -> Self {
        Self {
            signer: Signer::new(vault),
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
        }
    }

    /// Reads the keys ahead of need; when they cannot be read now, the first sign-in asks for them again.
    pub(crate) async fn prepare(&self, now: DateTime<Utc>) {
        if let Err(failure) = self.signer.key(now).await {
            tracing::warn!(?failure, "no signing key at the start");
        }
    }

    /// A token of the session, good for [`ACCESS_TOKEN_LIFE`].
    ///
    /// # Errors
    /// 503 when there is no key to sign with; 500 when signing fails.
    pub async fn issue(&self, signed_in: &SignedIn, now: DateTime<Utc>) -> Result<String, ApiError> {
        let key = self.signer.key(now).await?;
        let header = Header {
            kid: Some(key.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        encode(&header, &self.claims(signed_in, now), &key.encoding()?).map_err(|e| Failure::internal(e).into())
    }

    fn claims(&self, signed_in: &SignedIn, now: DateTime<Utc>) -> Claims {
        let SignedIn { account, session } = signed_in;
        Claims {
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
        }
    }
}
