//! The books of a business.

use booking_rules::ids::BusinessId;
use booking_rules::ledger::{LedgerEntry, LedgerMonth};

use super::Store;
use crate::error::StoreError;
use crate::keys;
use crate::record::from_item;
use crate::table::Query;

/// Some entries of a month, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct LedgerPage {
    pub entries: Vec<LedgerEntry>,
    /// Where the next page begins; none after the last.
    pub next: Option<LedgerCursor>,
}

/// The sort key after which a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCursor(pub String);

impl Store {
    /// Entries of a month in the order of time, at most `limit`. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn ledger_page(
        &self,
        business: BusinessId,
        month: LedgerMonth,
        after: Option<&LedgerCursor>,
        limit: usize,
    ) -> Result<LedgerPage, StoreError> {
        let (from, to) = keys::LEDGER_ENTRIES;
        let query = Query {
            partition: keys::ledger_partition(business, month),
            // What comes after a cursor begins with the next character: keys are plain text below it.
            between: Some((
                after.map_or_else(|| from.to_owned(), |c| format!("{} ", c.0)),
                to.to_owned(),
            )),
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let next = page
            .last
            .as_ref()
            .and_then(crate::record::key_of)
            .map(|key| LedgerCursor(key.sk));
        let read = |item| from_item::<LedgerEntry>(item).map(|v| v.record);
        Ok(LedgerPage {
            entries: page.items.iter().map(read).collect::<Result<_, _>>()?,
            next,
        })
    }
}
