//! Reports that were written by themselves.

use booking_rules::ids::ShopId;

use super::{Newest, Store};
use crate::entities::ReportFile;
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item, key_item};
use crate::table::Query;

impl Store {
    /// The report of a shop and period, if it was written. One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn report_file(
        &self,
        shop: ShopId,
        kind: &str,
        period: &str,
    ) -> Result<Option<Versioned<ReportFile>>, StoreError> {
        self.get(keys::report_file(shop, kind, period), true).await
    }

    /// The reports of a shop, of one kind or kind by kind, the newest of each first, after that of a kind and period; at most
    /// `limit`. One Query.
    ///
    /// # Errors
    /// As [`Store::report_file`].
    pub async fn report_files(
        &self,
        shop: ShopId,
        kind: Option<&str>,
        after: Option<(&str, &str)>,
        limit: usize,
    ) -> Result<Newest<ReportFile>, StoreError> {
        let key = keys::report_file(shop, kind.unwrap_or_default(), "");
        let query = Query {
            partition: key.pk,
            prefix: kind.is_some().then_some(key.sk),
            // One more tells whether there are older ones.
            limit: i32::try_from(limit.saturating_add(1)).ok(),
            backwards: true,
            after: after.map(|(kind, period)| key_item(&keys::report_file(shop, kind, period))),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let read = |item| from_item(item).map(|found: Versioned<ReportFile>| found.record);
        Ok(Newest {
            more: page.items.len() > limit || page.last.is_some(),
            records: page.items.iter().take(limit).map(read).collect::<Result<_, _>>()?,
        })
    }
}
