//! What the table tells of its own backups.

use super::{Newest, Store};
use crate::entities::{BackupRecord, BackupState, DrillReport, DrillState};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Entity, Versioned, from_item};
use crate::table::Query;
use crate::transaction::{Commit, CommitError};

impl Store {
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn backup_state(&self) -> Result<Option<Versioned<BackupState>>, StoreError> {
        self.get(keys::backup_state(), true).await
    }

    /// # Errors
    /// As [`Store::backup_state`].
    pub async fn drill_state(&self) -> Result<Option<Versioned<DrillState>>, StoreError> {
        self.get(keys::drill_state(), true).await
    }

    /// # Errors
    /// As [`Store::backup_state`].
    pub async fn backup(&self, id: &str) -> Result<Option<Versioned<BackupRecord>>, StoreError> {
        self.get(keys::backup(id), true).await
    }

    /// Keeps the state of a job that was read at `version`, if there was one. One write.
    ///
    /// # Errors
    /// [`CommitError::Moved`] when another run was faster.
    pub async fn keep<E: Entity>(&self, record: &E, version: Option<u64>) -> Result<(), CommitError> {
        if let Some(version) = version {
            return self.replace(record, version).await;
        }
        let mut commit = Commit::new();
        commit.create(record)?;
        self.commit(&commit).await
    }

    /// Backups before the one of this id, newest first. One Query.
    ///
    /// # Errors
    /// As [`Store::backup_state`].
    pub async fn backups(&self, before: Option<&str>, limit: usize) -> Result<Newest<BackupRecord>, StoreError> {
        self.newest(keys::BACKUPS, before, limit).await
    }

    /// Reports of drills that began before the instant written so, newest first. One Query.
    ///
    /// # Errors
    /// As [`Store::backup_state`].
    pub async fn drill_reports(&self, before: Option<&str>, limit: usize) -> Result<Newest<DrillReport>, StoreError> {
        self.newest(keys::DRILLS, before, limit).await
    }

    async fn newest<E: Entity>(
        &self,
        partition: &str,
        before: Option<&str>,
        limit: usize,
    ) -> Result<Newest<E>, StoreError> {
        let query = Query {
            partition: partition.to_owned(),
            // Both ends are included; nothing stands just below an id but what sorts before it.
            between: Some(("0".to_owned(), before.unwrap_or(":").to_owned())),
            limit: i32::try_from(limit + 2).ok(),
            backwards: true,
            consistent: true,
            ..Query::default()
        };
        let items = self.table.page(query).await?.items;
        let mut records = Vec::with_capacity(limit);
        for item in &items {
            let record: E = from_item(item)?.record;
            if before.is_none_or(|before| record.key().sk != before) {
                records.push(record);
            }
        }
        let more = records.len() > limit;
        records.truncate(limit);
        Ok(Newest { records, more })
    }
}
