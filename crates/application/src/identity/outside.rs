//! People whom another issuer vouches for. Its token is believed elsewhere; here its subject becomes an account, and
//! what the issuer tells of the person later is followed.

mod following;

use booking_rules::ids::AccountId;
use booking_rules::values::Locale;
use serde_json::json;
use store::{Account, AccountKind, Claimed, Commit, CommitError, KnownAs};

use crate::access::Identity;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

pub use following::{Heard, UserChange, UserRecord, follow};
pub use providers::jwks::{KeySetError, KeySetSource};

/// The domain events told here, each with a schema.
pub const EVENTS: [&str; 4] = [
    "AccountClaimRefused",
    "AccountClosed",
    "AccountCreated",
    "AccountUpdated",
];

/// Somebody the issuer has a name for.
#[must_use]
pub fn subject(issuer: &str, subject: &str) -> KnownAs {
    KnownAs::Subject {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
    }
}

/// The account of a proven subject; the first use creates it, a customer's of whom nothing else is known. Of several
/// first uses at once one creates it and the others find it.
///
/// # Errors
/// [`Failure::Unproven`] when the account is closed.
pub async fn account_of(app: &App, subject: &KnownAs) -> Result<Account, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let account = match app.store.claimed(subject).await? {
            Some(claimed) => app
                .store
                .account(claimed.record.account)
                .await?
                .map(|found| found.record),
            None => create(app, subject).await?,
        };
        match account {
            Some(account) if account.closed => return Err(Failure::Unproven),
            Some(account) => return Ok(account),
            None => {}
        }
    }
    Err(store::StoreError::Contention.into())
}

/// `None` when another was faster.
async fn create(app: &App, subject: &KnownAs) -> Result<Option<Account>, Failure> {
    let account = unknown(app);
    let mut commit = Commit::new();
    commit.create(&Claimed::new(subject, account.id, app.now()))?;
    commit.create(&account)?;
    commit.create(&owner(&account).account_event(app, account.id, "AccountCreated", told(&account)))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(account)),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// A human of whom no more is known than that they are one.
fn unknown(app: &App) -> Account {
    Account {
        id: AccountId::new(app.new_uuid()),
        kind: AccountKind::Customer,
        email: None,
        phone: None,
        name: None,
        locale: Locale::default(),
        closed: false,
        created_at: app.now(),
    }
}

/// What the events of an account tell of it.
fn told(account: &Account) -> serde_json::Value {
    json!({ "account_id": account.id, "kind": account.kind })
}

fn owner(account: &Account) -> Author {
    Author::account(&Identity::new(account.id, account.kind.into()), None)
}
