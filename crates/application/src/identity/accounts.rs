//! Accounts: signed-in humans, global to the platform.

use booking_rules::ids::AccountId;
use store::{Account, Versioned};

use crate::app::App;
use crate::failure::Failure;

/// The account's record; none for the bearer of another issuer's or a local token who never signed in here.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn show(app: &App, account: AccountId) -> Result<Option<Versioned<Account>>, Failure> {
    Ok(app.store.account(account).await?)
}
