//! Setting a second factor up and taking it away.

use core::fmt;

use booking_rules::ids::AccountId;
use serde_json::json;
use store::{Commit, Entity, SecondFactor, Versioned};

use super::shown::secret_of;
use super::{Shown, TRIES, recovery, totp};
use crate::access::Identity;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// What goes into an authenticator; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Base32.
    pub secret: String,
    /// The same as a QR code holds it.
    pub uri: String,
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolment(***)")
    }
}

/// Gives a new secret, which protects nothing until [`confirm`] has seen a code made with it.
///
/// # Errors
/// [`Failure::Conflict`] when a second factor is set up.
pub async fn enroll(app: &App, caller: &Identity) -> Result<Enrolment, Failure> {
    retry::unless_stale(app, None, || async {
        let found = app.store.second_factor(caller.account).await?;
        let (pending, version) = found.map_or((None, None), |f| (Some(f.record), Some(f.version)));
        if pending.is_some_and(|factor| factor.confirmed_at.is_some()) {
            return Err(ENROLLED);
        }
        let secret = totp::new_secret(app);
        let factor = SecondFactor {
            account: caller.account,
            secret: app.seal(&secret_of(caller.account), &secret).await?,
            confirmed_at: None,
            last_step: None,
            recovery: Vec::new(),
            created_at: app.now(),
        };
        let mut commit = Commit::new();
        commit.replace(&factor, version)?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Enrolment {
            uri: totp::uri(&secret, &label(caller)),
            secret,
        })
    })
    .await
}

/// Takes the first code of the authenticator: from now on signing in asks for one. The recovery codes are shown once.
/// The session that set it up has shown it.
///
/// # Errors
/// [`Failure::Invalid`] for a wrong code, [`Failure::Conflict`] when nothing waits to be confirmed,
/// [`Failure::TooMany`].
pub async fn confirm(app: &App, caller: &Identity, shown: &Shown, author: &Author) -> Result<Vec<String>, Failure> {
    let account = caller.account;
    ready(app, account, shown).await?;
    TRIES.count(app, &account.to_string()).await?;
    let codes = recovery::new_codes(app);
    retry::unless_stale(app, None, || async {
        let found = app.store.second_factor(account).await?;
        let Versioned { record, version } = found.ok_or(NOT_ENROLLED)?;
        if record.confirmed_at.is_some() {
            return Err(ENROLLED);
        }
        let used = shown.used_up(app, &record).await?.ok_or_else(|| wrong(shown))?;
        let factor = SecondFactor {
            confirmed_at: Some(app.now()),
            recovery: codes.iter().map(|code| recovery::hash(code)).collect(),
            ..used
        };
        let mut commit = Commit::new();
        commit.replace(&factor, Some(version))?;
        raise_session(app, &mut commit, caller).await?;
        let data = json!({ "account_id": account });
        commit.create(&author.account_event(app, account, "SecondFactorEnrolled", data))?;
        app.store.commit(&commit).await.map_err(moved)
    })
    .await?;
    TRIES.forget(app, &account.to_string()).await?;
    Ok(codes)
}

/// Takes the second factor away, for whoever shows it once more.
///
/// # Errors
/// As [`confirm`].
pub async fn disable(app: &App, caller: &Identity, shown: &Shown, author: &Author) -> Result<(), Failure> {
    let account = caller.account;
    ready(app, account, shown).await?;
    TRIES.count(app, &account.to_string()).await?;
    retry::unless_stale(app, None, || async {
        let found = app.store.second_factor(account).await?;
        let confirmed = found.filter(|factor| factor.record.confirmed_at.is_some());
        let Versioned { record, version } = confirmed.ok_or(NOT_ENROLLED)?;
        shown.used_up(app, &record).await?.ok_or_else(|| wrong(shown))?;
        let mut commit = Commit::new();
        commit.delete(record.key(), version);
        let data = json!({ "account_id": account, "by_recovery_code": shown.is_recovery() });
        commit.create(&author.account_event(app, account, "SecondFactorDisabled", data))?;
        app.store.commit(&commit).await.map_err(moved)
    })
    .await?;
    TRIES.forget(app, &account.to_string()).await
}

/// Before a try is counted: see [`Shown::can_be_judged`].
async fn ready(app: &App, account: AccountId, shown: &Shown) -> Result<(), Failure> {
    match app.store.second_factor(account).await? {
        Some(found) => shown.can_be_judged(app, &found.record).await,
        None => Ok(()),
    }
}

/// The next access token of the caller's session says that a second factor was shown.
async fn raise_session(app: &App, commit: &mut Commit, caller: &Identity) -> Result<(), Failure> {
    let Some(id) = caller.session else { return Ok(()) };
    if let Some(Versioned { mut record, version }) = app.store.session(caller.account, id).await? {
        record.second_factor = true;
        commit.replace(&record, Some(version))?;
    }
    Ok(())
}

const ENROLLED: Failure = Failure::Conflict("second_factor_enrolled");
const NOT_ENROLLED: Failure = Failure::Conflict("second_factor_not_enrolled");

fn wrong(shown: &Shown) -> Failure {
    Failure::field(shown.field(), "wrong_code")
}

/// How the authenticator lists it.
fn label(caller: &Identity) -> String {
    let email = caller.email.as_ref().map(|email| email.as_str());
    let known_as = email.or_else(|| caller.phone.as_ref().map(|phone| phone.as_str()));
    known_as.map_or_else(|| caller.account.to_string(), str::to_owned)
}
