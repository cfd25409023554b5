//! Accounts: signed-in humans, global to the platform.

use booking_rules::ids::AccountId;
use booking_rules::values::{Locale, Name};
use serde_json::json;
use store::{Account, AccountKind, Commit, Versioned};

use crate::access::{Identity, Role};
use crate::app::App;
use crate::author::Author;
use crate::changes::expect_version;
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// The account's record; none for the bearer of another issuer's or a local token who never signed in here.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn show(app: &App, account: AccountId) -> Result<Option<Versioned<Account>>, Failure> {
    Ok(app.store.account(account).await?)
}

/// What may change about an account by its owner's word; an address or number changes by being proven.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    pub name: Option<Option<Name>>,
    pub locale: Option<Locale>,
    /// A customer who wants to found a business becomes an owner; an owner stays one.
    pub becomes_owner: bool,
}

/// Changes the caller's account. A caller whose token we believe, but who has no record yet, gets one.
///
/// # Errors
/// [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    caller: &Identity,
    change: AccountChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Account>, Failure> {
    retry::unless_stale(app, expected, || async {
        let found = show(app, caller.account).await?;
        let known = found.as_ref().map(|f| f.version);
        let found = found.unwrap_or_else(|| Versioned {
            record: from_token(app, caller),
            version: 0,
        });
        // A token that outlives its account must not bring it back.
        if found.record.closed {
            return Err(Failure::Unproven);
        }
        let Versioned { record, version } = expect_version(found, expected)?;
        let kind = match record.kind {
            AccountKind::Customer if change.becomes_owner => AccountKind::Owner,
            kind => kind,
        };
        let account = Account {
            name: change.name.clone().unwrap_or(record.name),
            locale: change.locale.unwrap_or(record.locale),
            kind,
            ..record
        };
        let data = json!({ "account_id": account.id, "kind": account.kind });
        let mut commit = Commit::new();
        commit.replace(&account, known)?;
        commit.create(&author.account_event(app, account.id, "AccountUpdated", data))?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Versioned {
            record: account,
            version: version + 1,
        })
    })
    .await
}

/// What a believed token says of its bearer.
pub(crate) fn from_token(app: &App, caller: &Identity) -> Account {
    let kind = match caller.role {
        Role::Owner => AccountKind::Owner,
        Role::Admin => AccountKind::Admin,
        Role::Customer | Role::Staff | Role::Manager => AccountKind::Customer,
    };
    Account {
        id: caller.account,
        kind,
        email: caller.email.clone(),
        phone: caller.phone.clone(),
        name: caller.name.clone(),
        locale: Locale::default(),
        closed: false,
        created_at: app.now(),
    }
}
