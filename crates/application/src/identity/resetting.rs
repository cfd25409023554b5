//! A new password for who can read the account's mail. Asking for it tells nothing; setting it ends every session.

use booking_rules::ids::AccountId;
use booking_rules::values::Email;
use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::json;
use store::{Account, Commit, CommitError, KnownAs, PasswordCredential, PasswordHash, Purpose, Versioned, keys};

use super::letters::{LetterKind, to_email};
use super::limits::Limit;
use super::links::{RESET_PASSWORD, link};
use super::{ending, one_time, passwords, signing_in};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// How long the link to set a new password works.
pub const RESET_LIFE: TimeDelta = TimeDelta::hours(1);
/// A letter that only tells what happened is news for a day.
const NEWS: TimeDelta = TimeDelta::hours(24);

const PER_PLACE: Limit = Limit::new("reset_from", 30, TimeDelta::hours(1));
const PER_ADDRESS: Limit = Limit::new("reset", 5, TimeDelta::hours(1));

/// Sends a link to set a new password, if the address has an account. As many reads and writes if not.
///
/// # Errors
/// [`Failure::TooMany`], whether there is an account or not.
pub async fn request(app: &App, email: &Email, from: &str, author: &Author) -> Result<(), Failure> {
    PER_PLACE.count(app, from).await?;
    PER_ADDRESS.count(app, email.as_str()).await?;
    let claimed = app.store.claimed(&KnownAs::Email(email.clone())).await?;
    let owner = claimed.map_or_else(|| AccountId::new(app.new_uuid()), |c| c.record.account);
    let account = app.store.account(owner).await?.map(|a| a.record);
    let mut commit = Commit::new();
    let secret = one_time::give_out(app, &mut commit, Purpose::ResetPassword, owner, RESET_LIFE)?;
    if let Some(account) = account.filter(|account| !account.closed) {
        let facts = [("link", link(app, RESET_PASSWORD, &secret))];
        let kind = LetterKind::ResetPassword;
        commit.create(&to_email(app, kind, email.clone(), account.locale, &facts, RESET_LIFE))?;
        let told = json!({ "account_id": account.id });
        commit.create(&author.account_event(app, account.id, "PasswordResetRequested", told))?;
    } else {
        // In place of letter and event: secrets that nobody was given, garbage within the hour.
        for _ in 0..2 {
            one_time::give_out(app, &mut commit, Purpose::ResetPassword, owner, RESET_LIFE)?;
        }
    }
    app.store.commit(&commit).await.map_err(moved)
}

/// Sets a new password: every session ends, and so does a lock.
///
/// # Errors
/// [`Failure::Unproven`] when the link is not good any more, [`Failure::Invalid`] for a weak password.
pub async fn confirm(app: &App, token: &str, password: &SecretString, author: &Author) -> Result<(), Failure> {
    let account = holder(app, token).await?.0;
    let email = account.email.clone().ok_or(Failure::Unproven)?;
    passwords::acceptable("password", password, &email)?;
    let hash = passwords::hash(app, password)?;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if set(app, token, &email, &hash, author).await? {
            // One that signed in while the sessions were being listed; from now on the old password does not.
            ending::end_begun_before(app, account.id, app.now()).await?;
            return signing_in::forget_tries(app, &account).await;
        }
    }
    Err(store::StoreError::Contention.into())
}

type Credential = Option<Versioned<PasswordCredential>>;

/// Whose link it is. One that is older than the password was overtaken by another.
async fn holder(app: &App, token: &str) -> Result<(Account, Credential, u64, String), Failure> {
    let found = one_time::find(app, Purpose::ResetPassword, token).await?;
    let (account, credential) = app.store.account_with_password(found.record.account).await?;
    let account = account.map(|a| a.record).filter(|account| !account.closed);
    let account = account.ok_or(Failure::Unproven)?;
    if credential
        .as_ref()
        .is_some_and(|c| c.record.changed_at > found.record.created_at)
    {
        return Err(Failure::Unproven);
    }
    Ok((account, credential, found.version, found.record.token))
}

/// `false` when a session or the password moved and it must be done again.
async fn set(app: &App, token: &str, email: &Email, hash: &PasswordHash, author: &Author) -> Result<bool, Failure> {
    let (account, credential, version, digest) = holder(app, token).await?;
    let mut commit = Commit::new();
    let ended = ending::end_all_in(app, &mut commit, account.id).await?;
    commit.delete(keys::one_time_token(Purpose::ResetPassword.as_str(), &digest), version);
    let new = PasswordCredential {
        account: account.id,
        password: hash.clone(),
        changed_at: app.now(),
    };
    commit.replace(&new, credential.map(|c| c.version))?;
    let kind = LetterKind::PasswordChanged;
    commit.create(&to_email(app, kind, email.clone(), account.locale, &[], NEWS))?;
    let told = json!({ "account_id": account.id, "sessions": ended });
    commit.create(
        &author
            .as_account(&account)
            .account_event(app, account.id, "PasswordChanged", told),
    )?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
