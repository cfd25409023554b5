//! What another issuer told us of its people.

use booking_rules::ids::AccountId;

use super::Store;
use crate::entities::{Account, OutsideUser};
use crate::error::StoreError;
use crate::keys;
use crate::record::Versioned;

/// An account, and how far it follows its record with the issuer, as far as there are any.
pub type FollowedAccount = (Option<Versioned<Account>>, Option<Versioned<OutsideUser>>);

impl Store {
    /// One BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn followed_account(&self, account: AccountId) -> Result<FollowedAccount, StoreError> {
        let (own, outside) = (keys::account(account), keys::outside_user(account));
        let shelf = self.shelf(vec![own.clone(), outside.clone()]).await?;
        Ok((shelf.get(&own)?, shelf.get(&outside)?))
    }
}
