//! The counters of a business, and what was counted into them.

use std::collections::BTreeSet;

use booking_rules::booking::Booking;
use booking_rules::ids::{BookingId, BusinessId, CustomerId, LedgerEntryId, ShopId};
use booking_rules::ledger::{LedgerEntry, LedgerMonth};
use booking_rules::stats::{Row, Tally, Visits};
use chrono::{DateTime, Utc};
use futures::future::try_join_all;

use super::Store;
use crate::entities::{BookingStats, EntryStats};
use crate::error::StoreError;
use crate::keys;
use crate::record::Versioned;
use crate::table::{Addition, Query, row_of};

/// Numbers and whose they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsRow {
    pub row: Row,
    pub tally: Tally,
}

/// Which rows of a shop to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatsOf {
    Shop,
    Staff,
    Services,
}

/// A booking as it stands, and as what it was last counted.
#[derive(Debug, Clone)]
pub struct CountedBooking {
    pub booking: Versioned<Booking>,
    pub counted: Option<Versioned<BookingStats>>,
}

impl Store {
    /// A booking and what it contributes so far, read consistently; none when there is no such booking. One BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn counted_booking(&self, id: BookingId) -> Result<Option<CountedBooking>, StoreError> {
        let shelf = self.shelf(vec![keys::booking(id), keys::booking_stats(id)]).await?;
        let Some(booking) = shelf.get(&keys::booking(id))? else {
            return Ok(None);
        };
        let counted = shelf.get(&keys::booking_stats(id))?;
        Ok(Some(CountedBooking { booking, counted }))
    }

    /// When a customer came. One GetItem.
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn visits(&self, customer: CustomerId) -> Result<Option<Versioned<Visits>>, StoreError> {
        self.get(keys::visits(customer), true).await
    }

    /// Of some money facts, named by their places in the books, those that are there and not counted yet. One BatchGetItem for up
    /// to fifty.
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn uncounted_entries(
        &self,
        places: &[(LedgerEntryId, LedgerMonth, DateTime<Utc>)],
    ) -> Result<Vec<LedgerEntry>, StoreError> {
        let keys = places
            .iter()
            .map(|(id, month, at)| (keys::ledger_entry(*id, *month, *at), keys::entry_stats(*id, *month)));
        let keys: Vec<_> = keys.collect();
        let wanted = keys.iter().flat_map(|(entry, stats)| [entry.clone(), stats.clone()]);
        let shelf = self.shelf(wanted.collect()).await?;
        let mut uncounted = Vec::new();
        for (entry, stats) in &keys {
            if shelf.get::<EntryStats>(stats)?.is_none() {
                uncounted.extend(shelf.get::<LedgerEntry>(entry)?.map(|entry| entry.record));
            }
        }
        Ok(uncounted)
    }

    /// Rows of a shop in some months. One Query a month, whatever the number of bookings.
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn stats_of_shop(
        &self,
        shop: ShopId,
        of: StatsOf,
        months: &BTreeSet<LedgerMonth>,
    ) -> Result<Vec<StatsRow>, StoreError> {
        let prefix = match of {
            StatsOf::Shop => keys::stats_of_shop(shop),
            StatsOf::Staff => keys::stats_of_staff(shop),
            StatsOf::Services => keys::stats_of_services(shop),
        };
        let months = months.iter().map(|month| {
            self.table.query(Query {
                partition: keys::stats_partition(shop.business(), *month),
                prefix: Some(prefix.clone()),
                ..Query::default()
            })
        });
        let items = try_join_all(months).await?;
        items.iter().flatten().map(read).collect()
    }

    /// Cohorts of a shop from one month to another. One Query.
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn cohorts(
        &self,
        shop: ShopId,
        first: LedgerMonth,
        last: LedgerMonth,
    ) -> Result<Vec<StatsRow>, StoreError> {
        let prefix = keys::cohorts_of_shop(shop);
        let query = Query {
            partition: keys::cohorts_partition(shop.business()),
            between: Some((format!("{prefix}{first}"), format!("{prefix}{last}"))),
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(read).collect()
    }

    /// All rows of a business in a month of days, for holding them against a recount. Read consistently; one Query.
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn stats_of_month(&self, business: BusinessId, month: LedgerMonth) -> Result<Vec<StatsRow>, StoreError> {
        self.all_rows(keys::stats_partition(business, month)).await
    }

    /// All cohorts of a business, as [`Store::stats_of_month`].
    ///
    /// # Errors
    /// As [`Store::counted_booking`].
    pub async fn all_cohorts(&self, business: BusinessId) -> Result<Vec<StatsRow>, StoreError> {
        self.all_rows(keys::cohorts_partition(business)).await
    }

    async fn all_rows(&self, partition: String) -> Result<Vec<StatsRow>, StoreError> {
        let query = Query {
            partition,
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(read).collect()
    }

    /// Adds to the counters of one row. One UpdateItem; it may happen twice when its answer is lost, so it is for what need not
    /// be exact.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be written.
    pub async fn add_to_stats(&self, row: Row, numbers: &Tally) -> Result<(), StoreError> {
        self.table.add_to(row, Addition::new(row, numbers)?).await
    }

    /// Sets the counters of a row that stand at `stood` to `now`; tells whether they still stood there. One UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be written.
    pub async fn correct_stats(&self, row: Row, stood: &Tally, now: &Tally) -> Result<bool, StoreError> {
        self.table.set_counters(row, stood, now).await
    }
}

fn read(item: &crate::record::Item) -> Result<StatsRow, StoreError> {
    row_of(item).map(|(row, tally)| StatsRow { row, tally })
}
