//! Passwords, and secrets that work once.

use booking_rules::ids::AccountId;

use super::Store;
use crate::entities::{Account, OneTimeToken, PasswordCredential, PendingRegistration, Purpose};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::Versioned;

/// An account with its password, as far as there are any.
pub type AccountWithPassword = (Option<Versioned<Account>>, Option<Versioned<PasswordCredential>>);

impl Store {
    /// An account and its password. One BatchGetItem, whether there are any or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn account_with_password(&self, account: AccountId) -> Result<AccountWithPassword, StoreError> {
        let (own, password) = (keys::account(account), keys::password(account));
        let shelf = self.shelf(vec![own.clone(), password.clone()]).await?;
        Ok((shelf.get(&own)?, shelf.get(&password)?))
    }

    /// The registration that the link with this secret's digest confirms.
    ///
    /// # Errors
    /// As [`Store::account_with_password`].
    pub async fn registration(&self, token: &str) -> Result<Option<Versioned<PendingRegistration>>, StoreError> {
        self.get(keys::registration(token), true).await
    }

    /// The secret with this digest, if it was given out for the purpose.
    ///
    /// # Errors
    /// As [`Store::account_with_password`].
    pub async fn one_time_token(
        &self,
        purpose: Purpose,
        token: &str,
    ) -> Result<Option<Versioned<OneTimeToken>>, StoreError> {
        self.get(keys::one_time_token(purpose.as_str(), token), true).await
    }

    /// Takes one counted try back, for it turned out an honest one. One UpdateItem.
    ///
    /// # Errors
    /// As [`Store::account_with_password`].
    pub async fn give_back_try(&self, counter: Key) -> Result<(), StoreError> {
        self.table.count_down(counter).await.map(drop)
    }
}
