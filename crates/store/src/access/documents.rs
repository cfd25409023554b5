//! What settlements give to customers.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BookingId};
use booking_rules::ledger::{SaleDocument, SaleRef, Tab};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::entities::Contact;
use crate::error::StoreError;
use crate::keys;
use crate::record::{Item, Versioned, from_item, key_item, text};
use crate::table::Query;

/// Some documents of an account, newest first.
#[derive(Debug, Clone, Default)]
pub struct InvoicePage {
    pub documents: Vec<SaleDocument>,
    /// Where the next page begins; none after the last.
    pub next: Option<InvoiceCursor>,
}

/// Where the list goes on: after this document. Holds no account: that is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceCursor {
    pub issued_at: DateTime<Utc>,
    pub booking: BookingId,
    pub place: u32,
}

impl InvoiceCursor {
    fn after(document: &SaleDocument) -> Self {
        Self {
            issued_at: document.issued_at,
            booking: document.booking,
            place: document.place,
        }
    }

    fn resume(&self, partition: &str) -> Item {
        let mut key = key_item(&keys::sale_document(self.booking, self.place));
        let place = keys::by_issue(self.issued_at, self.booking, self.place);
        key.insert("GSI1PK".to_owned(), text(partition));
        key.insert("GSI1SK".to_owned(), text(place));
        key
    }
}

/// What is claimed of a booking: itself, how to reach its customer, and what the till wrote about it.
#[derive(Debug)]
pub struct ClaimSheet {
    pub booking: Versioned<Booking>,
    pub contact: Option<Versioned<Contact>>,
    /// Of its account; none before the first settlement.
    pub tab_version: Option<u64>,
    pub documents: Vec<Versioned<SaleDocument>>,
}

impl Store {
    /// The documents of an account's bookings, newest first, at most `limit`. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn invoices_of_account(
        &self,
        account: AccountId,
        after: Option<InvoiceCursor>,
        limit: usize,
    ) -> Result<InvoicePage, StoreError> {
        let partition = keys::invoices_of_account(account);
        let query = Query {
            index: Some("GSI1"),
            after: after.map(|cursor| cursor.resume(&partition)),
            partition,
            // One more tells whether there are older ones.
            limit: i32::try_from(limit.saturating_add(1)).ok(),
            backwards: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        // A page may also end by its size.
        let more = page.items.len() > limit || page.last.is_some();
        let items = page.items.iter().take(limit);
        let documents = items
            .map(|item| from_item::<SaleDocument>(item).map(|found| found.record))
            .collect::<Result<Vec<_>, _>>()?;
        let next = documents.last().filter(|_| more).map(InvoiceCursor::after);
        Ok(InvoicePage { documents, next })
    }

    /// One document of a booking. One GetItem.
    ///
    /// # Errors
    /// As [`Store::invoices_of_account`].
    pub async fn sale_document(&self, booking: BookingId, place: u32) -> Result<Option<SaleDocument>, StoreError> {
        let found = self.get(keys::sale_document(booking, place), true).await?;
        Ok(found.map(|found| found.record))
    }

    /// A booking with everything that gets an account when the booking does. One BatchGetItem, and one more where
    /// something was paid.
    ///
    /// # Errors
    /// As [`Store::invoices_of_account`].
    pub async fn claim_sheet(&self, id: BookingId) -> Result<Option<ClaimSheet>, StoreError> {
        let tab = keys::tab(SaleRef::Booking(id));
        let shelf = self
            .shelf(vec![keys::booking(id), keys::contact(id), tab.clone()])
            .await?;
        let Some(booking) = shelf.get(&keys::booking(id))? else {
            return Ok(None);
        };
        let tab = shelf.get::<Tab>(&tab)?;
        let mut documents = Vec::new();
        let count = tab.as_ref().map_or(0, |tab| tab.record.documents);
        if count > 0 {
            let places: Vec<_> = (1..=count).map(|place| keys::sale_document(id, place)).collect();
            let shelf = self.shelf(places.clone()).await?;
            for place in &places {
                documents.extend(shelf.get::<SaleDocument>(place)?);
            }
        }
        Ok(Some(ClaimSheet {
            booking,
            contact: shelf.get(&keys::contact(id))?,
            tab_version: tab.map(|tab| tab.version),
            documents,
        }))
    }
}
