//! Challenges: what the first factor earns while the second is owed.

use core::fmt;

use booking_rules::ids::AccountId;
use chrono::TimeDelta;
use serde_json::json;
use store::{Account, Challenge, Commit, CommitError, Entity, Place, SecondFactor, Versioned, digest, keys};

use super::{Shown, TRIES};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::identity::sessions::{self, Proof, RefreshToken, SignedIn, fresh_secret};
use crate::identity::{claiming, journal};
use crate::retry;

/// How long a challenge may be answered.
pub const CHALLENGE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// How often.
const CHALLENGE_TRIES: u32 = 5;

/// `<account>.<secret>`, given out once; the table knows only a digest.
#[derive(Clone)]
pub struct ChallengeToken(String);

impl ChallengeToken {
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ChallengeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeToken(***)")
    }
}

/// After a password: what the account still owes, if it has a second factor.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn challenge(app: &App, account: &Account) -> Result<Option<ChallengeToken>, Failure> {
    let mut commit = Commit::new();
    let token = challenge_in(app, &mut commit, account, "password").await?;
    if token.is_some() {
        app.store.commit(&commit).await.map_err(crate::once::moved)?;
    }
    Ok(token)
}

/// The same in the commit of what shows the first factor.
pub(crate) async fn challenge_in(
    app: &App,
    commit: &mut Commit,
    account: &Account,
    method: &'static str,
) -> Result<Option<ChallengeToken>, Failure> {
    if confirmed(app, account.id).await?.is_none() {
        return Ok(None);
    }
    let token = ChallengeToken(format!("{}.{}", account.id, fresh_secret(app)));
    let now = app.now();
    commit.create(&Challenge {
        account: account.id,
        token_hash: digest(token.reveal()),
        method: method.to_owned(),
        created_at: now,
        expires_at: now + CHALLENGE_LIFE,
    })?;
    Ok(Some(token))
}

async fn confirmed(app: &App, account: AccountId) -> Result<Option<Versioned<SecondFactor>>, Failure> {
    let found = app.store.second_factor(account).await?;
    Ok(found.filter(|factor| factor.record.confirmed_at.is_some()))
}

/// Answers a challenge: a session that has shown both factors.
///
/// # Errors
/// [`Failure::Unproven`] whatever is wrong, [`Failure::TooMany`] once the account's tries of the hour are used up.
pub async fn answer(
    app: &App,
    token: &str,
    shown: &Shown,
    place: Option<Place>,
    author: &Author,
) -> Result<(SignedIn, RefreshToken), Failure> {
    let (account, _) = token.split_once('.').ok_or(Failure::Unproven)?;
    let account: AccountId = account.parse().map_err(|_| Failure::Unproven)?;
    let challenge = find(app, account, &digest(token)).await?;
    if let Some(factor) = confirmed(app, account).await? {
        shown.can_be_judged(app, &factor.record).await?;
    }
    count(app, &challenge.record).await?;
    let proof = Proof {
        method: method(&challenge.record.method),
        second_factor: true,
        place,
    };
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let (commit, begun) = decide(app, &challenge, shown, proof.clone(), author).await?;
        match app.store.commit(&commit).await {
            Ok(()) => {
                TRIES.forget(app, &account.to_string()).await?;
                claiming::claim_all(app, &begun.0.account).await;
                return Ok(begun);
            }
            Err(error) if error.is_at(&challenge.record.key()) => return Err(Failure::Unproven),
            // Somebody else used a code of the account: whether this one is still good is decided anew.
            Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

async fn find(app: &App, account: AccountId, token_hash: &str) -> Result<Versioned<Challenge>, Failure> {
    let found = app.store.challenge(account, token_hash).await?;
    found
        .filter(|challenge| challenge.record.expires_at > app.now())
        .ok_or(Failure::Unproven)
}

/// Before anything is compared, so that however many answers come at once no more than the limit are looked at.
async fn count(app: &App, challenge: &Challenge) -> Result<(), Failure> {
    let tries = keys::challenge_tries(challenge.account, &challenge.token_hash);
    let counted = app
        .store
        .count_try(tries, CHALLENGE_TRIES, challenge.expires_at)
        .await?;
    counted.ok_or(Failure::Unproven)?;
    TRIES.count(app, &challenge.account.to_string()).await?;
    Ok(())
}

async fn decide(
    app: &App,
    challenge: &Versioned<Challenge>,
    shown: &Shown,
    proof: Proof,
    author: &Author,
) -> Result<(Commit, (SignedIn, RefreshToken)), Failure> {
    let id = challenge.record.account;
    let factor = confirmed(app, id).await?.ok_or(Failure::Unproven)?;
    let used = shown.used_up(app, &factor.record).await?.ok_or(Failure::Unproven)?;
    let account = app.store.account(id).await?.map(|found| found.record);
    let account = account.filter(|account| !account.closed).ok_or(Failure::Unproven)?;
    let mut commit = Commit::new();
    commit.delete(challenge.record.key(), challenge.version);
    commit.replace(&used, Some(factor.version))?;
    if shown.is_recovery() {
        let data = json!({ "account_id": id, "left": used.recovery.len() });
        commit.create(&author.account_event(app, id, "RecoveryCodeUsed", data))?;
    }
    let begun = sessions::begin(app, &mut commit, account, proof)?;
    commit.create(&journal::signed_in(app, &begun.0, author))?;
    Ok((commit, begun))
}

/// The names that sign-ins have, as the program has them.
fn method(stored: &str) -> &'static str {
    if stored == "code" { "code" } else { "password" }
}
