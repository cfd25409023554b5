//! What somebody who works for a business is written to about; theirs alone to change.

use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::notices::LetterChoices;
use serde_json::json;
use store::{Commit, Membership, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, expect_version};
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// The choices of one's own place in a business.
///
/// # Errors
/// [`Failure::NotFound`] for who has no place there.
pub async fn show(app: &App, account: AccountId, business: BusinessId) -> Result<Versioned<Membership>, Failure> {
    app.store.membership(account, business).await?.ok_or(Failure::NotFound)
}

/// Chooses otherwise, from now on.
///
/// # Errors
/// As [`show`], or [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    account: AccountId,
    business: BusinessId,
    change: impl Fn(LetterChoices) -> LetterChoices,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Membership>, Failure> {
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, account, business).await?, expected)?;
        let letters = change(record.letters);
        let place = Membership { letters, ..record };
        let mut commit = Commit::new();
        commit.replace(&place, Some(version))?;
        Told {
            business,
            kind: "LetterChoicesUpdated",
            data: json!({ "business_id": business, "account": account }),
            author,
        }
        .add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Versioned {
            record: place,
            version: version + 1,
        })
    })
    .await
}
