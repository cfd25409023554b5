//! Reports that were written by themselves.

use booking_rules::ids::ShopId;

use super::Store;
use crate::entities::ReportFile;
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item};
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

    /// The newest reports of a kind of a shop, at most `limit`. One Query.
    ///
    /// # Errors
    /// As [`Store::report_file`].
    pub async fn report_files(&self, shop: ShopId, kind: &str, limit: usize) -> Result<Vec<ReportFile>, StoreError> {
        let key = keys::report_file(shop, kind, "");
        let query = Query {
            partition: key.pk,
            prefix: Some(key.sk),
            limit: i32::try_from(limit).ok(),
            backwards: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        page.items
            .iter()
            .map(|item| from_item(item).map(|found: Versioned<ReportFile>| found.record))
            .collect()
    }
}
