//! What is due, and what a delivery needs.

use booking_rules::booking::Booking;
use booking_rules::notices::Channel;
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::try_join_all;

use super::{Shelf, Store};
use crate::entities::{DataRequest, DeadAddress, Export, HookDelivery, Letter, Notice, Parcel, Watermark};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Item, Versioned, from_item, is_a, key_of};
use crate::table::Query;

/// Something whose time has come.
#[derive(Debug)]
pub enum Due {
    Notice(Versioned<Notice>),
    Letter(Versioned<Letter>),
    Hook(Box<Versioned<HookDelivery>>),
    Person(Box<Versioned<DataRequest>>),
    Hold(Versioned<Booking>),
    Export(Box<Versioned<Export>>),
}

impl Store {
    /// Everything in the bucket of `date` that is due by `now`: a Query per shard, and a BatchGetItem if there is any.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn due(&self, date: NaiveDate, now: DateTime<Utc>) -> Result<Vec<Due>, StoreError> {
        let shards = (0..keys::DUE_SHARDS).map(|shard| {
            self.table.query(Query {
                index: Some("GSI3"),
                partition: keys::due_partition(date, shard),
                between: Some(("0".to_owned(), format!("{}~", keys::instant(now)))),
                ..Query::default()
            })
        });
        let found: Vec<Key> = try_join_all(shards)
            .await?
            .iter()
            .flatten()
            .filter_map(key_of)
            .collect();
        if found.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.table.batch_get(found).await?.iter().filter_map(due).collect())
    }

    /// # Errors
    /// As [`Store::due`].
    pub async fn watermark(&self, job: &str) -> Result<Option<Versioned<Watermark>>, StoreError> {
        self.get(keys::watermark(job), true).await
    }

    /// A message on its way out, as it stands now.
    ///
    /// # Errors
    /// As [`Store::due`].
    pub async fn parcel<P: Parcel>(&self, key: Key) -> Result<Option<Versioned<P>>, StoreError> {
        self.get(key, true).await
    }

    /// The notice, its booking and its contact. One BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::due`].
    pub async fn delivery(&self, notice: Key, booking: booking_rules::ids::BookingId) -> Result<Shelf, StoreError> {
        self.shelf(vec![notice, keys::booking(booking), keys::contact(booking)])
            .await
    }
}

impl Store {
    /// Whether a vendor said that the address takes no message of this kind, by its digest. One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn dead_address(&self, channel: Channel, digest: &str) -> Result<Option<DeadAddress>, StoreError> {
        let found = self.get(keys::dead_address(channel, digest), true).await?;
        Ok(found.map(|found| found.record))
    }
}

/// One that cannot be read is told and passed over: it must not hold up what everybody else waits for.
fn due(item: &Item) -> Option<Due> {
    let read = if is_a::<Booking>(item) {
        from_item(item).map(Due::Hold)
    } else if is_a::<Letter>(item) {
        from_item(item).map(Due::Letter)
    } else if is_a::<HookDelivery>(item) {
        from_item(item).map(|call| Due::Hook(Box::new(call)))
    } else if is_a::<Export>(item) {
        from_item(item).map(|export| Due::Export(Box::new(export)))
    } else if is_a::<DataRequest>(item) {
        from_item(item).map(|request| Due::Person(Box::new(request)))
    } else {
        from_item(item).map(Due::Notice)
    };
    read.inspect_err(|error| tracing::error!(%error, "a due record passed over"))
        .ok()
}
