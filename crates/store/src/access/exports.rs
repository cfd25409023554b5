//! Files that were asked for, and the records some of them are made of.

use booking_rules::ids::{BusinessId, ExportId};

use super::Store;
use crate::entities::{CustomerCard, Export};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item};
use crate::table::Query;

/// Read at a time while some are passed over.
const AT_A_TIME: i32 = 100;
/// Pages that one list reads; a rarer one is found by going on from the cursor.
const MAX_PAGES: usize = 10;

/// Some customers, in the order of their names.
#[derive(Debug, Default)]
pub struct CustomersPage {
    pub customers: Vec<CustomerCard>,
    /// The key in the index after which the next page begins; none after the last.
    pub next: Option<String>,
}

impl Store {
    /// One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn export(&self, id: ExportId) -> Result<Option<Versioned<Export>>, StoreError> {
        self.get(keys::export(id), true).await
    }

    /// Files of a business, newest first, those that `keep` lets through, and where the list goes on.
    ///
    /// # Errors
    /// As [`Store::export`].
    pub async fn exports_of(
        &self,
        business: BusinessId,
        limit: usize,
        after: Option<ExportId>,
        keep: impl Fn(&Export) -> bool,
    ) -> Result<(Vec<Export>, Option<ExportId>), StoreError> {
        let newest = after.map_or_else(|| format!("{}~", keys::EXPORT), |id| keys::export(id).sk);
        let mut request = Query {
            partition: keys::business_partition(business),
            between: Some((keys::EXPORT.to_owned(), newest)),
            backwards: true,
            consistent: true,
            limit: Some(AT_A_TIME),
            ..Query::default()
        };
        let (mut found, mut seen) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let page = self.table.page(request.clone()).await?;
            for item in &page.items {
                let export: Export = from_item(item)?.record;
                if Some(export.id) == after {
                    continue;
                }
                if found.len() == limit {
                    return Ok((found, seen));
                }
                seen = Some(export.id);
                if keep(&export) {
                    found.push(export);
                }
            }
            match page.last {
                None => return Ok((found, None)),
                last => request.after = last,
            }
        }
        Ok((found, seen))
    }

    /// Customers of a business by name, as an index has them, at most `limit`. One Query.
    ///
    /// # Errors
    /// As [`Store::export`].
    pub async fn customers_page(
        &self,
        business: BusinessId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<CustomersPage, StoreError> {
        // '!' is just above nothing: the next key after one is that key and '!'.
        let from = after.map_or_else(|| "!".to_owned(), |key| format!("{key}!"));
        let query = Query {
            index: Some("GSI2"),
            partition: keys::customers_partition(business),
            between: Some((from, "\u{10ffff}".to_owned())),
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let last = page
            .items
            .last()
            .and_then(|item| item.get("GSI2SK")?.as_s().ok().cloned());
        let read = |item| from_item::<CustomerCard>(item).map(|found| found.record);
        Ok(CustomersPage {
            customers: page.items.iter().map(read).collect::<Result<_, _>>()?,
            next: last.filter(|_| page.last.is_some()),
        })
    }
}
