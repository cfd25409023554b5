//! Keys of servers.

use booking_rules::ids::{ApiKeyId, BusinessId};
use chrono::{DateTime, Utc};

use super::Store;
use crate::entities::{ApiKey, KeyUse};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item, to_item};
use crate::table::Query;

impl Store {
    /// One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn api_key(&self, id: ApiKeyId) -> Result<Option<Versioned<ApiKey>>, StoreError> {
        self.get(keys::api_key(id), true).await
    }

    /// All keys of a business, the newest first. One Query.
    ///
    /// # Errors
    /// As [`Store::api_key`].
    pub async fn api_keys_of(&self, business: BusinessId) -> Result<Vec<Versioned<ApiKey>>, StoreError> {
        let query = Query {
            partition: keys::business_partition(business),
            prefix: Some(keys::API_KEY.to_owned()),
            backwards: true,
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// When these keys were last used, of those that ever were. One BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::api_key`].
    pub async fn key_uses(&self, ids: &[ApiKeyId]) -> Result<Vec<KeyUse>, StoreError> {
        let shelf = self.shelf(ids.iter().copied().map(keys::key_use).collect()).await?;
        let uses = ids.iter().map(|id| shelf.get::<KeyUse>(&keys::key_use(*id)));
        Ok(uses
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .map(|v| v.record)
            .collect())
    }

    /// Writes down that a key is used, unless it was used since `since`; tells whether it did. One PutItem.
    ///
    /// # Errors
    /// As [`Store::api_key`].
    pub async fn note_key_use(&self, used: &KeyUse, since: DateTime<Utc>) -> Result<bool, StoreError> {
        self.table.put_unless_used_since(to_item(used, 1)?, since).await
    }
}
