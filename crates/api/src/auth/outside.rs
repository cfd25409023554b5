//! Tokens of one other issuer (Clerk), by its published keys.
//!
//! What the token says before it is believed decides only who is asked to believe it. Of what it says after, the subject
//! counts, and whether a second factor was shown; what it calls roles is not ours.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use application::App;
use application::access::Identity;
use application::failure::{Cause, Failure};
use application::identity::Account;
use application::identity::outside::{KeySetError, KeySetSource, account_of, subject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation};
use serde::Deserialize;

use super::outside_keys::OutsideKeys;
use crate::error::ApiError;

/// Of Clerk's clocks and ours (Clerk's own verifiers allow as much).
const LEEWAY: TimeDelta = TimeDelta::seconds(5);
/// Clerk's are about 1 KiB, with custom claims a few; a cookie cannot hold more.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
const MAX_SUBJECT: usize = 255;
/// An account that was closed is refused everywhere after this at the latest.
const ACCOUNT_KNOWN_FOR: TimeDelta = TimeDelta::minutes(2);
/// More than a function serves in that time; at the limit all are forgotten.
const ACCOUNTS_KNOWN: usize = 1_000;
/// Stands in the list of parties for tokens that name none, which native programs send.
const NO_PARTY: &str = "none";

/// Believes or disbelieves the tokens of one issuer, and knows the accounts of their subjects.
pub struct OutsideIssuer {
    issuer: String,
    parties: Vec<String>,
    keys: OutsideKeys,
    rules: Validation,
    accounts: Mutex<HashMap<String, (DateTime<Utc>, Account)>>,
}

/// What a session token of Clerk says, as far as it matters here.
#[derive(Deserialize)]
struct SessionClaims {
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    /// The origin the token was made for.
    #[serde(default)]
    azp: Option<String>,
    /// `pending` while something is left to do before the person is signed in.
    #[serde(default)]
    sts: Option<String>,
    /// Minutes since the first and the second factor were shown; -1 for never.
    #[serde(default)]
    fva: Option<[i64; 2]>,
}

/// What is read of a token before it is believed.
#[derive(Deserialize)]
struct Unverified {
    iss: String,
}

impl OutsideIssuer {
    /// `parties` are the origins whose tokens are taken; `none` among them stands for tokens that name no party.
    #[must_use]
    pub fn new(issuer: &str, parties: Vec<String>, source: Arc<dyn KeySetSource>) -> Self {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[issuer]);
        rules.set_required_spec_claims(&["exp", "iss", "sub"]);
        // Clerk names no audience; the party is checked in its place.
        rules.validate_aud = false;
        // The library would ask the machine's clock; `is_current` asks ours.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        Self {
            issuer: issuer.to_owned(),
            parties,
            keys: OutsideKeys::new(source),
            rules,
            accounts: Mutex::default(),
        }
    }

    /// The issuer, as its tokens name it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.issuer
    }

    /// Whether the token says that it is of this issuer.
    pub(super) fn is_named_by(&self, token: &str) -> bool {
        let said = || {
            let body = token.split('.').nth(1).filter(|_| token.len() <= MAX_TOKEN_BYTES)?;
            let body = URL_SAFE_NO_PAD.decode(body).ok()?;
            serde_json::from_slice::<Unverified>(&body).ok()
        };
        said().is_some_and(|said| said.iss == self.issuer)
    }

    /// The identity that the token proves now. Its account is created at first use.
    ///
    /// # Errors
    /// 401, whatever is wrong; 503 when the issuer's keys or the table cannot be read.
    pub(super) async fn believe(&self, token: &str, app: &App) -> Result<Identity, ApiError> {
        let claims = self.verify(token, app.now()).await?;
        let account = self.account(claims.sub, app).await?;
        Ok(Identity {
            email: account.email,
            phone: account.phone,
            name: account.name,
            second_factor: claims.fva.is_some_and(|[_, second]| second >= 0),
            ..Identity::new(account.id, account.kind.into())
        })
    }

    async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<SessionClaims, ApiError> {
        let refused = |_| ApiError::unauthenticated();
        let header = jsonwebtoken::decode_header(token).map_err(refused)?;
        let kid = header.kid.filter(|_| header.alg == Algorithm::RS256);
        let kid = kid.ok_or_else(ApiError::unauthenticated)?;
        let key = self.keys.find(&kid, now).await.map_err(unavailable)?;
        let key = key.ok_or_else(ApiError::unauthenticated)?;
        let claims = jsonwebtoken::decode::<SessionClaims>(token, &key, &self.rules);
        let claims = claims.map_err(refused)?.claims;
        if self.accepts(&claims, now) {
            Ok(claims)
        } else {
            Err(ApiError::unauthenticated())
        }
    }

    fn accepts(&self, claims: &SessionClaims, now: DateTime<Utc>) -> bool {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let alive = at(claims.exp).is_some_and(|exp| now - LEEWAY < exp);
        let begun = claims
            .nbf
            .is_none_or(|nbf| at(nbf).is_some_and(|nbf| nbf <= now + LEEWAY));
        let party = match claims.azp.as_deref() {
            // The word in the list is no party that a token may name.
            Some(party) => party != NO_PARTY && self.parties.iter().any(|known| known == party),
            None => self.parties.iter().any(|known| known == NO_PARTY),
        };
        let finished = claims.sts.as_deref() != Some("pending");
        let named = (1..=MAX_SUBJECT).contains(&claims.sub.len());
        alive && begun && party && finished && named
    }

    /// From memory for a while, so that a token of a minute does not cost two reads at each request.
    async fn account(&self, sub: String, app: &App) -> Result<Account, ApiError> {
        let now = app.now();
        let known = self.accounts().get(&sub).cloned();
        // A clock that was set back makes nothing fresher.
        if let Some((_, account)) = known.filter(|(at, _)| (now - *at).abs() < ACCOUNT_KNOWN_FOR) {
            return Ok(account);
        }
        let account = account_of(app, &subject(&self.issuer, &sub)).await?;
        let mut accounts = self.accounts();
        if accounts.len() >= ACCOUNTS_KNOWN {
            accounts.clear();
        }
        accounts.insert(sub, (now, account.clone()));
        Ok(account)
    }

    fn accounts(&self) -> MutexGuard<'_, HashMap<String, (DateTime<Utc>, Account)>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(error: KeySetError) -> ApiError {
    Failure::Unavailable(Cause(Box::new(error))).into()
}

impl fmt::Debug for OutsideIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutsideIssuer")
            .field("issuer", &self.issuer)
            .field("parties", &self.parties)
            .finish_non_exhaustive()
    }
}
