//! Tokens for local use: signed like real ones, given to whoever asks on this machine.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use api::auth::{Claims, TokenIssuer, TokenVerifier};
use application::access::Role;
use application::signing_keys::{KeyVault, ed25519_der};
use booking_rules::ids::{AccountId, BusinessId, StaffId};
use booking_rules::values::{Email, Name, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Deserialize;
use sha2::{Digest, Sha256};

const KID: &str = "local";
const ISSUER: &str = "https://local.salonbook.invalid";
const AUDIENCE: &str = "salonbook";
/// Local time is moved by months; a token should outlive that.
const LIFE: TimeDelta = TimeDelta::days(3650);

/// The key of one data folder for tokens that anybody may ask for; it is never rotated.
pub struct Tokens {
    signing: EncodingKey,
    jwks: String,
}

/// For whom a token is wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    pub role: Role,
    #[serde(default)]
    pub business_id: Option<BusinessId>,
    #[serde(default)]
    pub staff_id: Option<StaffId>,
    #[serde(default)]
    pub email: Option<Email>,
    #[serde(default)]
    pub phone: Option<Phone>,
    #[serde(default)]
    pub name: Option<Name>,
}

impl Tokens {
    /// Reads the folder's key, or makes one; without a folder the key lives as long as the process.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let document = match file {
            Some(path) if path.exists() => std::fs::read(path).context("reading the signing key")?,
            Some(path) => {
                let document = new_key();
                std::fs::write(path, &document).context("writing the signing key")?;
                document
            }
            None => new_key(),
        };
        let signing = EncodingKey::from_ed_der(&document);
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).context("the signing key is damaged")?;
        public.common.key_id = Some(KID.to_owned());
        Ok(Self {
            signing,
            jwks: serde_json::to_string(&JwkSet { keys: vec![public] })?,
        })
    }

    /// Believes what this key signed, and what the rotated keys sign for those who sign in.
    ///
    /// # Errors
    /// Never for a key of [`Tokens::open`].
    pub fn verifier(&self) -> anyhow::Result<TokenVerifier> {
        Ok(TokenVerifier::new(&self.jwks, ISSUER, AUDIENCE, 0)?.and_published_keys(ISSUER, AUDIENCE))
    }

    /// Signs a token. The same address or number is the same account each time.
    ///
    /// # Errors
    /// When signing fails.
    pub fn mint(&self, request: TokenRequest, fresh: uuid::Uuid, now: DateTime<Utc>) -> anyhow::Result<String> {
        let account = account(&request, fresh);
        self.mint_for(account, request, now)
    }

    /// Signs a token for an account that is known.
    ///
    /// # Errors
    /// When signing fails.
    pub fn mint_for(&self, account: AccountId, request: TokenRequest, now: DateTime<Utc>) -> anyhow::Result<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account,
            exp: (now + LIFE).timestamp(),
            nbf: None,
            iat: now.timestamp(),
            role: request.role,
            business_id: request.business_id.or(request.staff_id.map(|staff| staff.business())),
            staff_id: request.staff_id,
            email: request.email,
            phone: request.phone,
            name: request.name,
            sid: None,
            // Who may ask for any token needs no second factor for it.
            second_factor: true,
        };
        self.sign(&claims)
    }

    /// Signs whatever is said: how tests make a token that is ours and still not for us.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        let header = Header {
            kid: Some(KID.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        Ok(encode(&header, claims, &self.signing)?)
    }
}

/// The account a token is of unless somebody has signed in with the address or number.
pub(crate) fn account(request: &TokenRequest, fresh: uuid::Uuid) -> AccountId {
    match (&request.email, &request.phone) {
        (Some(email), _) => account_known_as(email.as_str()),
        (None, Some(phone)) => account_known_as(phone.as_str()),
        (None, None) => AccountId::new(fresh),
    }
}

/// The account that tokens for an address or number are of.
pub(crate) fn account_known_as(known: &str) -> AccountId {
    let digest = Sha256::digest(known);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AccountId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// What signs the tokens of those who sign in, as in the deployment.
pub(crate) fn issuer(vault: Arc<dyn KeyVault>) -> TokenIssuer {
    TokenIssuer::new(vault, ISSUER, AUDIENCE)
}

fn new_key() -> Vec<u8> {
    use rand::RngCore;
    let mut seed = [0; 32];
    rand::rngs::ThreadRng::default().fill_bytes(&mut seed);
    ed25519_der(&seed)
}
