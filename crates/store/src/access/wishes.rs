//! What people wish of messages, agreed to and refused, and how much they got today.

use booking_rules::ids::{AccountId, BusinessId, CustomerId};
use booking_rules::notices::Channel;
use chrono::{DateTime, NaiveDate, Utc};

use super::Store;
use crate::entities::{AddressDigest, Consent, ConsentHolder, ConsentRecord, Preferences, Suppression};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item};
use crate::table::Query;

impl Store {
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn preferences(&self, account: AccountId) -> Result<Option<Versioned<Preferences>>, StoreError> {
        self.get(keys::preferences(account), true).await
    }

    /// How all consents of somebody stand. One Query.
    ///
    /// # Errors
    /// As [`Store::preferences`].
    pub async fn consents(&self, holder: &ConsentHolder) -> Result<Vec<Versioned<Consent>>, StoreError> {
        let query = Query {
            partition: keys::consents_partition(holder),
            prefix: Some(keys::CONSENT.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// What somebody said about consents, the newest first, at most `limit`. One Query.
    ///
    /// # Errors
    /// As [`Store::preferences`].
    pub async fn consent_records(
        &self,
        holder: &ConsentHolder,
        limit: usize,
    ) -> Result<Vec<ConsentRecord>, StoreError> {
        let query = Query {
            partition: keys::consents_partition(holder),
            prefix: Some(keys::CONSENT_RECORD.to_owned()),
            limit: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
            backwards: true,
            consistent: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        page.items.iter().map(|i| from_item(i).map(|v| v.record)).collect()
    }

    /// # Errors
    /// As [`Store::preferences`].
    pub async fn suppression(
        &self,
        channel: Channel,
        address: &AddressDigest,
        business: Option<BusinessId>,
    ) -> Result<Option<Versioned<Suppression>>, StoreError> {
        self.get(keys::suppression(channel, address, business), true).await
    }

    /// Counts one message to a customer on a date, unless `limit` others were counted: whether it may go out. The message
    /// is counted once, however often it is asked about. One UpdateItem.
    ///
    /// # Errors
    /// As [`Store::preferences`].
    pub async fn count_message(
        &self,
        customer: CustomerId,
        date: NaiveDate,
        message: &str,
        limit: u16,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let counter = keys::messages_of_day(customer, date);
        self.table.admit(counter, message, limit, expires_at).await
    }
}
