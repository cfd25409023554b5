//! The public signing keys.

use super::Store;
use crate::entities::PublishedKeys;
use crate::error::StoreError;
use crate::keys;
use crate::record::Versioned;

impl Store {
    /// The public halves of the signing keys; none before the first was made. One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn published_keys(&self) -> Result<Option<Versioned<PublishedKeys>>, StoreError> {
        self.get(keys::published_keys(), true).await
    }
}
