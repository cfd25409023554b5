//! How signed-in people want to be written to.

use booking_rules::ids::AccountId;
use serde_json::json;
pub use store::Preferences;
use store::{Commit, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::changes::expect_version;
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// What the account chose; version 0 while it chose nothing.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn show(app: &App, account: AccountId) -> Result<Versioned<Preferences>, Failure> {
    let found = app.store.preferences(account).await?;
    Ok(found.unwrap_or_else(|| Versioned {
        record: Preferences::unset(account),
        version: 0,
    }))
}

/// Changes what holds for every message from now on, also those of bookings already made.
///
/// # Errors
/// [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    account: AccountId,
    change: impl Fn(Preferences) -> Preferences,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Preferences>, Failure> {
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, account).await?, expected)?;
        let before = record.channels.clone();
        let mut preferences = change(record);
        if preferences.channels != before {
            preferences.channels_chosen_at = Some(app.now());
        }
        let mut commit = Commit::new();
        commit.replace(&preferences, Some(version).filter(|version| *version > 0))?;
        let data = json!({ "account_id": account });
        commit.create(&author.account_event(app, account, "PreferencesUpdated", data))?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Versioned {
            record: preferences,
            version: version + 1,
        })
    })
    .await
}
