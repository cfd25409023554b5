//! All businesses, a part at a time.

use booking_rules::ids::BusinessId;

use super::Store;
use crate::entities::BusinessEntry;
use crate::error::StoreError;
use crate::keys;
use crate::record::from_item;
use crate::table::Query;

/// Above every key of a business.
const END: &str = "~";
/// A thousand entries are a fifth of the megabyte at which the service ends a page, so none is cut before its limit.
const MOST_AT_ONCE: usize = 1_000;

impl Store {
    /// Up to `limit` businesses of one shard of [`keys::REGISTRY_SHARDS`], those after `after` in the order of their keys;
    /// fewer than `limit` are the last. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn businesses_of_shard(
        &self,
        shard: u8,
        after: Option<BusinessId>,
        limit: usize,
    ) -> Result<Vec<BusinessId>, StoreError> {
        // '!' is below every character of a key, so the range begins just after the one named.
        let from = after.map_or_else(|| "!".to_owned(), |business| format!("{}!", business.key()));
        let query = Query {
            partition: keys::registry_partition(shard),
            between: Some((from, END.to_owned())),
            limit: i32::try_from(limit.min(MOST_AT_ONCE)).ok(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        page.items
            .iter()
            .map(|item| from_item::<BusinessEntry>(item).map(|entry| entry.record.business))
            .collect()
    }
}
