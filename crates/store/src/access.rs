//! The access patterns, by name.

mod accounts;
mod announcing;
mod api_keys;
mod audit;
mod backups;
mod bookings;
mod catalogue;
mod codes;
mod credentials;
mod customer_notes;
mod data_requests;
mod days;
mod due;
mod exports;
mod hooks;
mod ledger;
mod notices;
mod outside;
mod people;
mod registry;
mod report_files;
mod retention;
mod signing;
mod stats;
mod waitlist;
mod wishes;

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;

use crate::error::StoreError;
use crate::keys::Key;
use crate::meter::Meter;
use crate::record::{Entity, Item, Versioned, from_item, key_of};
use crate::table::Table;
use crate::transaction::{Commit, CommitError};

pub use announcing::{Newest, Reached, ShopsPage};
pub use audit::{AuditCursor, AuditPage, AuditQuery};
pub use bookings::{AgendaQuery, BookingCursor, ListPage};
pub use catalogue::Catalogue;
pub use credentials::AccountWithPassword;
pub use data_requests::{Trace, Traces};
pub use days::{BookingSheet, SheetRequest};
pub use due::Due;
pub use exports::CustomersPage;
pub use hooks::HookLogQuery;
pub use ledger::{EntrySheet, LedgerCursor, LedgerPage, TillRequest, TillSheet};
pub use notices::{NoticeCursor, NoticeLogQuery, NoticePage};
pub use outside::FollowedAccount;
pub use retention::OldNotices;
pub use stats::{CountedBooking, StatsOf, StatsRow};
pub use waitlist::{WaitlistCursor, WaitlistPage};

/// The single table. Cloning is cheap.
#[derive(Clone)]
pub struct Store {
    table: Table,
}

impl Store {
    #[must_use]
    pub fn new(client: Client, table_name: &str) -> Self {
        Self {
            table: Table::new(client, table_name),
        }
    }

    /// The same table with a meter on it, for tests and reports.
    #[must_use]
    pub fn metered(&self) -> (Self, Arc<Meter>) {
        let meter = Arc::new(Meter::default());
        (
            Self {
                table: self.table.clone().with_meter(meter.clone()),
            },
            meter,
        )
    }

    /// One cheap read, so that the TLS handshake happens before the first request.
    pub async fn warm_up(&self) {
        drop(self.can_read().await);
    }

    /// One cheap read of a record that does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn can_read(&self) -> Result<(), StoreError> {
        let nothing = Key {
            pk: "WARM".to_owned(),
            sk: "WARM".to_owned(),
        };
        self.table.get(nothing, false).await.map(drop)
    }

    /// Applies all writes of the commit or none.
    ///
    /// # Errors
    /// [`CommitError::Moved`] when a guard does not hold.
    pub async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        commit.send(&self.table).await
    }

    /// Replaces one record that was read at `version`: half the price of a transaction of one.
    ///
    /// # Errors
    /// [`CommitError::Moved`] when it changed meanwhile.
    pub async fn replace<E: Entity>(&self, entity: &E, version: u64) -> Result<(), CommitError> {
        let item = crate::record::to_item(entity, version + 1)?;
        if self.table.put_version(item, version).await? {
            Ok(())
        } else {
            Err(CommitError::Moved(vec![(entity.key(), None)]))
        }
    }

    /// Writes one record unless there is one already; tells whether it did.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be written.
    pub async fn write_once<E: Entity>(&self, entity: &E) -> Result<bool, StoreError> {
        self.table.put_absent(crate::record::to_item(entity, 1)?).await
    }

    async fn get<E: Entity>(&self, key: Key, consistent: bool) -> Result<Option<Versioned<E>>, StoreError> {
        self.table
            .get(key, consistent)
            .await?
            .as_ref()
            .map(from_item)
            .transpose()
    }

    /// Several records of any type in one request, read consistently.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn shelf(&self, keys: Vec<Key>) -> Result<Shelf, StoreError> {
        let items = self.table.batch_get(keys).await?;
        Ok(Shelf {
            items: items
                .into_iter()
                .filter_map(|item| Some((key_of(&item)?, item)))
                .collect(),
        })
    }
}

/// Records of several types that were read together.
#[derive(Debug, Default)]
pub struct Shelf {
    items: HashMap<Key, Item>,
}

impl Shelf {
    /// # Errors
    /// [`StoreError::Damaged`] when the record there is of another type or unreadable.
    pub fn get<E: Entity>(&self, key: &Key) -> Result<Option<Versioned<E>>, StoreError> {
        self.items.get(key).map(from_item).transpose()
    }
}
