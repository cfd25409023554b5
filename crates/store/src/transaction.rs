//! One atomic write with guards: the only thing that keeps two customers out of one slot.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use booking_rules::stats::{Row, Tally};
use chrono::{DateTime, Utc};

use crate::error::StoreError;
use crate::keys::Key;
use crate::record::{Entity, Item, from_item, key_item, number, to_item};
use crate::table::{Addition, Table, TransactError};

/// A transaction in the making. Guards fail together: either all of it happens or none.
#[derive(Debug, Default)]
pub struct Commit {
    writes: Vec<(Key, Write)>,
}

#[derive(Debug)]
enum Write {
    Put { item: Item, guard: Guard },
    Delete { version: u64 },
    Remove,
    Check { version: Option<u64> },
    Add(Addition),
}

#[derive(Debug)]
enum Guard {
    Absent,
    /// Absent, or garbage that the table has not yet removed.
    AbsentOrExpired(DateTime<Utc>),
    Version(u64),
}

/// Why a commit did not happen.
#[derive(Debug)]
pub enum CommitError {
    /// What the decision was based on has changed; decide again. The items that stood in the way, by key.
    Moved(Vec<(Key, Option<Item>)>),
    Store(StoreError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl CommitError {
    /// The record that stood at `key`, if its guard is among those that failed.
    #[must_use]
    pub fn found<E: Entity>(&self, key: &Key) -> Option<E> {
        let Self::Moved(failed) = self else { return None };
        let item = failed.iter().find(|(k, _)| k == key)?.1.as_ref()?;
        from_item(item).ok().map(|v| v.record)
    }

    #[must_use]
    pub fn is_at(&self, key: &Key) -> bool {
        matches!(self, Self::Moved(failed) if failed.iter().any(|(k, _)| k == key))
    }
}

/// DynamoDB's limit of writes in one transaction.
pub const MAX_WRITES: usize = 100;
/// A conflict between transactions decides nothing, so the same writes are sent again a few times.
const CONFLICT_ROUNDS: u32 = 6;

impl Commit {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a record that must not exist yet.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the entity cannot be written as an item.
    pub fn create<E: Entity>(&mut self, entity: &E) -> Result<&mut Self, StoreError> {
        self.put(entity, 1, Guard::Absent)
    }

    /// As [`Commit::create`], also over a record whose time has passed.
    ///
    /// # Errors
    /// As [`Commit::create`].
    pub fn create_over_expired<E: Entity>(&mut self, entity: &E, now: DateTime<Utc>) -> Result<&mut Self, StoreError> {
        self.put(entity, 1, Guard::AbsentOrExpired(now))
    }

    /// Replaces the record that was read at `version`; `None` means there was none.
    ///
    /// # Errors
    /// As [`Commit::create`].
    pub fn replace<E: Entity>(&mut self, entity: &E, version: Option<u64>) -> Result<&mut Self, StoreError> {
        match version {
            None => self.create(entity),
            Some(version) => self.put(entity, version + 1, Guard::Version(version)),
        }
    }

    /// Holds only while the record still is at `version`; `None` while there is none.
    pub fn check(&mut self, key: Key, version: Option<u64>) -> &mut Self {
        self.writes.push((key, Write::Check { version }));
        self
    }

    pub fn delete(&mut self, key: Key, version: u64) -> &mut Self {
        self.writes.push((key, Write::Delete { version }));
        self
    }

    /// Adds to the counters of a row, which nothing guards: sums come out the same in every order.
    ///
    /// # Errors
    /// As [`Commit::create`].
    pub fn add(&mut self, row: Row, numbers: &Tally) -> Result<&mut Self, StoreError> {
        self.writes
            .push((crate::keys::stats_row(row), Write::Add(Addition::new(row, numbers)?)));
        Ok(self)
    }

    /// Deletes whatever record is there: for what nobody but its reader may read, and what goes with a guarded record.
    pub fn remove(&mut self, key: Key) -> &mut Self {
        self.writes.push((key, Write::Remove));
        self
    }

    fn put<E: Entity>(&mut self, entity: &E, version: u64, guard: Guard) -> Result<&mut Self, StoreError> {
        let item = to_item(entity, version)?;
        self.writes.push((entity.key(), Write::Put { item, guard }));
        Ok(self)
    }

    /// How many writes it holds, against [`MAX_WRITES`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    pub(crate) async fn send(&self, table: &Table) -> Result<(), CommitError> {
        let mut pause = Duration::from_millis(4);
        for _ in 0..CONFLICT_ROUNDS {
            let writes = self
                .writes
                .iter()
                .map(|(key, write)| write.as_sdk(key, table.name()))
                .collect::<Result<_, _>>();
            let writes = writes.map_err(|e: aws_sdk_dynamodb::error::BuildError| StoreError::Refused(e.to_string()))?;
            match table.transact(writes).await {
                Ok(()) => return Ok(()),
                Err(TransactError::Guards(guards)) => return Err(CommitError::Moved(self.failed(guards))),
                Err(TransactError::Store(error)) => return Err(error.into()),
                Err(TransactError::Conflict) => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
        Err(StoreError::Contention.into())
    }

    fn failed(&self, guards: Vec<Option<Option<Item>>>) -> Vec<(Key, Option<Item>)> {
        let keys = self.writes.iter().map(|(key, _)| key.clone());
        keys.zip(guards)
            .filter_map(|(key, guard)| guard.map(|item| (key, item)))
            .collect()
    }
}

const ABSENT: &str = "attribute_not_exists(PK)";
const SAME_VERSION: &str = "#version = :version";
const ABSENT_OR_EXPIRED: &str = "attribute_not_exists(PK) OR expires_at <= :now";

impl Write {
    fn as_sdk(&self, key: &Key, table: &str) -> Result<TransactWriteItem, aws_sdk_dynamodb::error::BuildError> {
        let writes = TransactWriteItem::builder();
        Ok(match self {
            Self::Put { item, guard } => {
                let put = Put::builder()
                    .table_name(table)
                    .set_item(Some(item.clone()))
                    .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
                let put = match guard {
                    Guard::Absent => put.condition_expression(ABSENT),
                    Guard::AbsentOrExpired(now) => put
                        .condition_expression(ABSENT_OR_EXPIRED)
                        .expression_attribute_values(":now", number(now.timestamp())),
                    Guard::Version(version) => put
                        .condition_expression(SAME_VERSION)
                        .expression_attribute_names("#version", "version")
                        .expression_attribute_values(":version", number(version)),
                };
                writes.put(put.build()?).build()
            }
            Self::Delete { version } => {
                let delete = Delete::builder()
                    .table_name(table)
                    .set_key(Some(key_item(key)))
                    .condition_expression(SAME_VERSION)
                    .expression_attribute_names("#version", "version")
                    .expression_attribute_values(":version", number(version));
                writes.delete(delete.build()?).build()
            }
            Self::Remove => {
                let delete = Delete::builder().table_name(table).set_key(Some(key_item(key)));
                writes.delete(delete.build()?).build()
            }
            Self::Add(addition) => {
                let update = Update::builder()
                    .table_name(table)
                    .set_key(Some(key_item(key)))
                    .update_expression(&addition.expression)
                    .set_expression_attribute_names(Some(addition.names.clone()))
                    .set_expression_attribute_values(Some(addition.values.clone()));
                writes.update(update.build()?).build()
            }
            Self::Check { version } => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key_item(key)));
                let check = match version {
                    None => check.condition_expression(ABSENT),
                    Some(version) => check
                        .condition_expression(SAME_VERSION)
                        .expression_attribute_names("#version", "version")
                        .expression_attribute_values(":version", number(version)),
                };
                writes.condition_check(check.build()?).build()
            }
        })
    }
}
