//! Signing in with a password.
//!
//! Tries are counted before the password is looked at, so that however many come at once no more than the limit are
//! looked at. An address that nobody has is counted, looked for and hashed like any other. Five tries in a quarter of an
//! hour, then one waits; ten wrong ones in a day, then only the link in the letter, or a new password, lets one try again.

use booking_rules::ids::AccountId;
use booking_rules::values::Email;
use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::json;
use store::{Account, Commit, CommitError, KnownAs, Purpose, keys};

use super::letters::{LetterKind, to_email};
use super::limits::Limit;
use super::links::{UNLOCK, link};
use super::second_factor::{self, ChallengeToken};
use super::sessions::{self, Proof, RefreshToken, SignedIn};
use super::{claiming, journal, one_time, passwords};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::moved;

/// One network address tries for many people only if it guesses, or is a whole office.
const PER_PLACE: Limit = Limit::new("sign_in_from", 100, TimeDelta::minutes(15));
const SLOW: Limit = Limit::new("sign_in", 5, TimeDelta::minutes(15));
const LOCK: Limit = Limit::new("sign_in_day", 10, TimeDelta::hours(24));
/// As long as the lock can last.
const UNLOCK_LIFE: TimeDelta = TimeDelta::hours(24);

/// What follows a right password.
#[derive(Debug)]
pub enum Passed {
    SignedIn(Box<SignedIn>, RefreshToken),
    /// The account asks for a second factor.
    Challenged(ChallengeToken),
}

/// Signs in with an address and a password.
///
/// # Errors
/// [`Failure::Unproven`] whatever was wrong, [`Failure::TooMany`] before anything is looked at.
pub async fn with_password(
    app: &App,
    email: &Email,
    password: &SecretString,
    from: &str,
    author: &Author,
) -> Result<Passed, Failure> {
    PER_PLACE.count(app, from).await?;
    SLOW.count(app, email.as_str()).await?;
    let tries = LOCK.count(app, email.as_str()).await?;
    let claimed = app.store.claimed(&KnownAs::Email(email.clone())).await?;
    let owner = claimed.map_or_else(|| AccountId::new(app.new_uuid()), |c| c.record.account);
    let (account, credential) = app.store.account_with_password(owner).await?;
    let right = passwords::check(password, credential.as_ref().map(|c| &c.record.password))?;
    let account = account.map(|a| a.record).filter(|account| !account.closed);
    let (Some(account), Some(credential)) = (account, credential) else {
        return Err(Failure::Unproven);
    };
    if !right {
        if tries == LOCK.tries {
            tell_locked(app, account, email, author).await?;
        }
        return Err(Failure::Unproven);
    }
    SLOW.forget(app, email.as_str()).await?;
    LOCK.give_back(app, email.as_str()).await?;
    if let Some(challenge) = second_factor::challenge(app, &account).await? {
        return Ok(Passed::Challenged(challenge));
    }
    let mut commit = Commit::new();
    // A password that is changed meanwhile ends every session, and this one is not among those yet.
    commit.check(keys::password(account.id), Some(credential.version));
    let author = author.as_account(&account);
    let proof = Proof {
        method: "password",
        second_factor: false,
        place: author.place.clone(),
    };
    let (signed_in, token) = sessions::begin(app, &mut commit, account, proof)?;
    commit.create(&journal::signed_in(app, &signed_in, &author))?;
    match app.store.commit(&commit).await {
        Ok(()) => {}
        Err(CommitError::Moved(_)) => return Err(Failure::Unproven),
        Err(CommitError::Store(error)) => return Err(error.into()),
    }
    claiming::claim_all(app, &signed_in.account).await;
    Ok(Passed::SignedIn(Box::new(signed_in), token))
}

/// The last try of the day was wrong: the owner gets the way out.
async fn tell_locked(app: &App, account: Account, email: &Email, author: &Author) -> Result<(), Failure> {
    let mut commit = Commit::new();
    let secret = one_time::give_out(app, &mut commit, Purpose::Unlock, account.id, UNLOCK_LIFE)?;
    let facts = [("link", link(app, UNLOCK, &secret))];
    let kind = LetterKind::SignInLocked;
    commit.create(&to_email(app, kind, email.clone(), account.locale, &facts, UNLOCK_LIFE))?;
    let told = json!({ "account_id": account.id, "tries": LOCK.tries });
    commit.create(&author.account_event(app, account.id, "SignInLocked", told))?;
    app.store.commit(&commit).await.map_err(moved)
}

/// Ends a lock with the secret of the letter about it.
///
/// # Errors
/// [`Failure::Unproven`] when the secret is not good any more.
pub async fn unlock(app: &App, token: &str, author: &Author) -> Result<(), Failure> {
    let found = one_time::find(app, Purpose::Unlock, token).await?;
    let account = app
        .store
        .account(found.record.account)
        .await?
        .ok_or(Failure::Unproven)?;
    let account = account.record;
    let mut commit = Commit::new();
    commit.delete(
        keys::one_time_token(Purpose::Unlock.as_str(), &found.record.token),
        found.version,
    );
    let told = json!({ "account_id": account.id });
    commit.create(
        &author
            .as_account(&account)
            .account_event(app, account.id, "SignInUnlocked", told),
    )?;
    match app.store.commit(&commit).await {
        Ok(()) => forget_tries(app, &account).await,
        Err(CommitError::Moved(_)) => Err(Failure::Unproven),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Lets the account be tried again at once.
pub(super) async fn forget_tries(app: &App, account: &Account) -> Result<(), Failure> {
    if let Some(email) = &account.email {
        SLOW.forget(app, email.as_str()).await?;
        LOCK.forget(app, email.as_str()).await?;
    }
    Ok(())
}
