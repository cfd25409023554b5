//! Registering: an account comes to be when its address is shown to be its owner's, not before.
//!
//! Whether an address has an account already is told to whoever reads its mail and to nobody else: both ways answer the
//! same, after the same work.

use booking_rules::ids::AccountId;
use booking_rules::values::{Email, Locale, Name};
use chrono::TimeDelta;
use secrecy::SecretString;
use store::{
    Account, AccountKind, Claimed, Commit, CommitError, KnownAs, Letter, PasswordCredential, PendingRegistration,
    Purpose, Versioned, digest,
};

use super::letters::{LetterKind, to_email};
use super::limits::Limit;
use super::links::{CONFIRM_EMAIL, RESET_PASSWORD, link};
use super::sessions::{self, Proof, RefreshToken, SignedIn, fresh_secret};
use super::{claiming, journal, one_time, passwords};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::moved;

/// How long the link to confirm an address works.
pub const REGISTRATION_LIFE: TimeDelta = TimeDelta::hours(24);

/// A whole salon may sign up behind one address; a robot wants thousands.
const PER_PLACE: Limit = Limit::new("register_from", 30, TimeDelta::hours(1));
/// Nobody's inbox is filled through us.
const PER_ADDRESS: Limit = Limit::new("register", 5, TimeDelta::hours(1));

/// Somebody who wants an account.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    pub email: Email,
    pub password: SecretString,
    pub name: Option<Name>,
    pub locale: Locale,
    pub kind: AccountKind,
}

/// Sends a link to confirm the address, or tells its owner that there is an account already.
///
/// # Errors
/// [`Failure::Invalid`] for a weak password, [`Failure::TooMany`].
pub async fn register(app: &App, new: NewRegistration, from: &str) -> Result<(), Failure> {
    passwords::acceptable("password", &new.password, &new.email)?;
    PER_PLACE.count(app, from).await?;
    PER_ADDRESS.count(app, new.email.as_str()).await?;
    // Also for an address that has an account, where nobody will ask for it: the same work.
    let password = passwords::hash(app, &new.password)?;
    let claimed = app.store.claimed(&KnownAs::Email(new.email.clone())).await?;
    let owner = claimed
        .as_ref()
        .map_or_else(|| AccountId::new(app.new_uuid()), |c| c.record.account);
    let account = app.store.account(owner).await?.map(|a| a.record);
    let mut commit = Commit::new();
    let letter = if claimed.is_some() {
        tell_owner(app, &mut commit, owner, account, &new)?
    } else {
        let secret = fresh_secret(app);
        commit.create(&PendingRegistration {
            token: digest(&secret),
            email: new.email.clone(),
            name: new.name,
            locale: new.locale,
            kind: new.kind,
            password,
            expires_at: app.now() + REGISTRATION_LIFE,
        })?;
        let facts = [("link", link(app, CONFIRM_EMAIL, &secret))];
        let kind = LetterKind::ConfirmEmail;
        Some(to_email(app, kind, new.email, new.locale, &facts, REGISTRATION_LIFE))
    };
    if let Some(letter) = letter {
        commit.create(&letter)?;
    }
    app.store.commit(&commit).await.map_err(moved)
}

/// The letter to the owner of an address that was registered again; none to a closed account.
fn tell_owner(
    app: &App,
    commit: &mut Commit,
    owner: AccountId,
    account: Option<Account>,
    new: &NewRegistration,
) -> Result<Option<Letter>, Failure> {
    let good_for = super::resetting::RESET_LIFE;
    let secret = one_time::give_out(app, commit, Purpose::ResetPassword, owner, good_for)?;
    let facts = [("link", link(app, RESET_PASSWORD, &secret))];
    let kind = LetterKind::AlreadyRegistered;
    Ok(account
        .filter(|account| !account.closed)
        .map(|account| to_email(app, kind, new.email.clone(), account.locale, &facts, good_for)))
}

/// The link was followed: the account comes to be, and its owner is signed in.
///
/// # Errors
/// [`Failure::Unproven`] when the link is not good any more, or the address has an account meanwhile.
pub async fn confirm(app: &App, token: &str, author: &Author) -> Result<(SignedIn, RefreshToken), Failure> {
    let found = app.store.registration(&digest(token)).await?;
    let Versioned {
        record: pending,
        version,
    } = found
        .filter(|pending| pending.record.expires_at > app.now())
        .ok_or(Failure::Unproven)?;
    let now = app.now();
    let account = Account {
        id: AccountId::new(app.new_uuid()),
        kind: pending.kind,
        email: Some(pending.email.clone()),
        phone: None,
        name: pending.name.clone(),
        locale: pending.locale,
        closed: false,
        created_at: now,
    };
    let known_as = KnownAs::Email(pending.email.clone());
    let mut commit = Commit::new();
    commit.delete(store::keys::registration(&pending.token), version);
    commit.create(&account)?;
    commit.create(&Claimed::new(&known_as, account.id, now))?;
    commit.create(&PasswordCredential {
        account: account.id,
        password: pending.password,
        changed_at: now,
    })?;
    commit.create(&journal::account_created(app, &account, author))?;
    let proof = Proof {
        method: "email",
        second_factor: false,
        place: author.place.clone(),
    };
    let begun = sessions::begin(app, &mut commit, account, proof)?;
    commit.create(&journal::signed_in(app, &begun.0, author))?;
    match app.store.commit(&commit).await {
        Ok(()) => {}
        Err(CommitError::Moved(_)) => return Err(Failure::Unproven),
        Err(CommitError::Store(error)) => return Err(error.into()),
    }
    claiming::claim_all(app, &begun.0.account).await;
    Ok(begun)
}
