//! A guest's place in line becomes an account's.

use booking_rules::ids::AccountId;
use store::{Commit, CommitError, StoreError, Versioned, WaitingCustomer};

use super::{CLAIMED, tell};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;

/// Gives an entry to the account whose address or number it was made with; whether it did. One that moves at this moment is
/// claimed at the next sign-in.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn claim(
    app: &App,
    account: AccountId,
    found: Versioned<WaitingCustomer>,
    author: &Author,
) -> Result<bool, Failure> {
    if found.record.account.is_some() {
        return Ok(false);
    }
    let mut commit = Commit::new();
    tell(app, &mut commit, CLAIMED, &found.record.entry, author)?;
    let record = WaitingCustomer {
        account: Some(account),
        ..found.record
    };
    commit.replace(&record, Some(found.version))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
