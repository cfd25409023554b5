//! The ports for backups: exports of the table to files, and copies of the table made from such files.
//!
//! Both sides speak the layout of DynamoDB's own exports ([`layout`]), so that one reader restores what the deployment and
//! what a local system wrote.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod dynamodb;
pub mod layout;

/// Where everything about backups stands in the bucket.
pub const PREFIX: &str = "backups";

/// An item in DynamoDB's own JSON: `{"PK": {"S": ".."}, ..}`.
pub type Image = Value;

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// Worth trying again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Asking the same again is no use: the window is gone, or something is not there.
    #[error("refused: {0}")]
    Refused(String),
}

/// What of the table is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// Every item as it was at an instant.
    Full { at: DateTime<Utc> },
    /// What changed from an instant on and before another, with images before and after.
    Incremental {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        /// The export that ended where this one begins, by its reference.
        after: String,
    },
}

/// Asks for an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportOrder {
    /// Asking twice with one id makes one export.
    pub id: String,
    pub extent: Extent,
}

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportState {
    UnderWay,
    /// All files are written; the key of its `manifest-summary.json`.
    Done {
        summary: String,
    },
    Failed {
        reason: String,
    },
}

/// Exports the table into files.
pub trait TableExports: Send + Sync {
    /// The newest instant whose state can be exported now.
    fn latest(&self, now: DateTime<Utc>) -> DateTime<Utc>;

    /// Begins an export; answers the reference that it is asked by.
    ///
    /// # Errors
    /// [`BackupError::Refused`] when the window can no longer be exported and only a full one helps.
    fn begin<'a>(&'a self, order: &'a ExportOrder) -> Pending<'a, Result<String, BackupError>>;

    /// # Errors
    /// [`BackupError`].
    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<ExportState, BackupError>>;
}

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyState {
    Making,
    Ready,
    Failed { reason: String },
}

/// One write to a copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Put(Image),
    /// By its key: `{"PK": .., "SK": ..}`.
    Delete(Image),
}

/// Some items of a copy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CopyPage {
    pub items: Vec<Image>,
    /// The key after which the next page begins; none after the last.
    pub next: Option<Image>,
}

/// Tables made from a backup, apart from the one that is in use: nothing here can reach that.
pub trait TableCopies: Send + Sync {
    /// Begins making the copy of that name from the data files of a full export; answers the reference it is asked by.
    /// Asking twice makes one.
    ///
    /// # Errors
    /// [`BackupError`].
    fn begin<'a>(&'a self, name: &'a str, files: &'a [String]) -> Pending<'a, Result<String, BackupError>>;

    /// # Errors
    /// [`BackupError`].
    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<CopyState, BackupError>>;

    /// Carries changes out, in any order: each key stands among them once at most.
    ///
    /// # Errors
    /// [`BackupError`]; some may be done, and doing them again does no harm.
    fn write<'a>(&'a self, name: &'a str, changes: Vec<Change>) -> Pending<'a, Result<(), BackupError>>;

    /// Every item, a page at a time, in an order of its own that does not change.
    ///
    /// # Errors
    /// [`BackupError`].
    fn page<'a>(&'a self, name: &'a str, after: Option<Image>) -> Pending<'a, Result<CopyPage, BackupError>>;

    /// Those of the items that are there.
    ///
    /// # Errors
    /// [`BackupError`].
    fn some<'a>(&'a self, name: &'a str, keys: Vec<Image>) -> Pending<'a, Result<Vec<Image>, BackupError>>;

    /// The items of one partition, a page at a time.
    ///
    /// # Errors
    /// [`BackupError`].
    fn partition<'a>(
        &'a self,
        name: &'a str,
        partition: &'a str,
        after: Option<Image>,
    ) -> Pending<'a, Result<CopyPage, BackupError>>;

    /// Absent afterwards, or on its way to be; done twice it does no harm.
    ///
    /// # Errors
    /// [`BackupError`].
    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, Result<(), BackupError>>;
}
