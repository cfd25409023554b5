//! What a business wrote down about its customers.

use booking_rules::ids::{CustomerId, CustomerNoteId};

use super::{Newest, Store};
use crate::entities::{CustomerCard, CustomerNote};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item, key_item};
use crate::table::Query;

impl Store {
    /// A customer, as the business knows them. One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn customer_card(&self, customer: CustomerId) -> Result<Option<Versioned<CustomerCard>>, StoreError> {
        self.get(keys::customer(customer), true).await
    }

    /// The notes about a customer, the newest first, at most `limit` and older than `before`. One Query.
    ///
    /// # Errors
    /// As [`Store::customer_card`].
    pub async fn customer_notes(
        &self,
        customer: CustomerId,
        limit: usize,
        before: Option<CustomerNoteId>,
    ) -> Result<Newest<CustomerNote>, StoreError> {
        let query = Query {
            partition: keys::customer(customer).pk,
            prefix: Some(keys::CUSTOMER_NOTE.to_owned()),
            after: before.map(|id| key_item(&keys::customer_note(customer, id))),
            limit: i32::try_from(limit).ok(),
            backwards: true,
            consistent: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let read = |item| from_item(item).map(|found: Versioned<CustomerNote>| found.record);
        Ok(Newest {
            more: page.last.is_some(),
            records: page.items.iter().map(read).collect::<Result<_, _>>()?,
        })
    }
}
