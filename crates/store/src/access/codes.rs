//! One-time codes and second factors, by name.

use booking_rules::ids::AccountId;

use super::Store;
use crate::entities::{Challenge, SecondFactor, SentCode};
use crate::error::StoreError;
use crate::keys;
use crate::record::Versioned;

impl Store {
    /// The newest code sent to the number with this digest, also one whose time has passed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn sent_code(&self, number: &str) -> Result<Option<Versioned<SentCode>>, StoreError> {
        self.get(keys::sent_code(number), true).await
    }

    /// # Errors
    /// As [`Store::sent_code`].
    pub async fn second_factor(&self, account: AccountId) -> Result<Option<Versioned<SecondFactor>>, StoreError> {
        self.get(keys::second_factor(account), true).await
    }

    /// # Errors
    /// As [`Store::sent_code`].
    pub async fn challenge(
        &self,
        account: AccountId,
        token_hash: &str,
    ) -> Result<Option<Versioned<Challenge>>, StoreError> {
        self.get(keys::challenge(account, token_hash), true).await
    }
}
