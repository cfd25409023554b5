//! Backups of the table and drills of restoring them, as far as the table itself tells of them; the files are elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keys::{self, Key};
use crate::record::Entity;

/// A little longer than the files are kept, so that a record never goes before what it tells of.
const KEPT: TimeDelta = TimeDelta::days(35);
/// Reports of drills are few and are compared over years.
const REPORTS_KEPT: TimeDelta = TimeDelta::days(3 * 366);

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// Every item.
    Full,
    /// What changed since the backup before.
    Incremental,
}

impl BackupKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Incremental => "incremental",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupStatus {
    UnderWay,
    Done,
    Failed,
}

impl BackupStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// One backup, for whoever lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRecord {
    /// Begins with the instant it was begun at, so that ids sort by time.
    pub id: String,
    pub kind: BackupKind,
    pub status: BackupStatus,
    /// Of an incremental one: where its window begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// The instant whose state it restores, with what it builds on.
    pub to: DateTime<Utc>,
    /// The backup that an incremental one builds on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    #[serde(default)]
    pub items: u64,
    #[serde(default)]
    pub files: u64,
    pub started_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Entity for BackupRecord {
    const TYPE: &'static str = "backup";
    fn key(&self) -> Key {
        keys::backup(&self.id)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.started_at.checked_add_signed(KEPT)
    }
}

/// The newest backup that is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneBackup {
    pub id: String,
    /// Everything before this instant is in it or in what it builds on.
    pub to: DateTime<Utc>,
    /// What its export is asked by.
    pub reference: String,
}

/// A backup that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupUnderWay {
    pub record: BackupRecord,
    /// None while it is not known whether the export began; beginning it again under the same id is harmless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// How far the backups are: at most one is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BackupState {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<DoneBackup>,
    /// The instant of the newest full one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<BackupUnderWay>,
}

impl Entity for BackupState {
    const TYPE: &'static str = "backup_state";
    fn key(&self) -> Key {
        keys::backup_state()
    }
}

/// How many items there are and what they say: a sum over all of them that knows no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub items: i64,
    /// The upper and the lower half of the sum of all digests, each 64 bits.
    pub digest: (u64, u64),
}

/// Something that a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The name of the check.
    pub check: String,
    /// The file or the key.
    pub at: String,
    pub reason: String,
}

/// A walk through a whole copy, as far as it has come.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Walk {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    #[serde(default)]
    pub tally: Tally,
    #[serde(default)]
    pub bookings: u64,
    #[serde(default)]
    pub day_books: u64,
    #[serde(default)]
    pub ledger_months: u64,
    /// The first ones; [`Walk::found`] counts all.
    #[serde(default)]
    pub differences: Vec<Difference>,
    #[serde(default)]
    pub found: u64,
}

/// What a drill does at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillPhase {
    /// Reads every file and holds it against its manifest.
    Files,
    /// The scratch table is made of the full backup.
    Making,
    /// The incremental backups are applied, in their order.
    Changes,
    /// Every item is looked at.
    Walking,
    /// The scratch table goes.
    Removing,
}

/// Seconds that each part took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DrillTimes {
    pub files: i64,
    pub making: i64,
    pub changes: i64,
    pub walking: i64,
}

/// How far a drill is. Every step may be repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrillState {
    pub begun_at: DateTime<Utc>,
    /// The backups that are restored: a full one and what builds on it, oldest first.
    pub chain: Vec<String>,
    /// The name of the scratch table.
    pub scratch: String,
    pub phase: DrillPhase,
    pub phase_since: DateTime<Utc>,
    pub times: DrillTimes,
    /// Backup of the chain, and its file, that comes next in the phases that read files.
    #[serde(default)]
    pub next_file: (u32, u32),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the files say that there should be.
    #[serde(default)]
    pub expected: Tally,
    #[serde(default)]
    pub walk: Walk,
    /// The report is written; another begins in another month.
    #[serde(default)]
    pub is_over: bool,
}

impl Entity for DrillState {
    const TYPE: &'static str = "drill_state";
    fn key(&self) -> Key {
        keys::drill_state()
    }
}

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillReport {
    pub begun_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    /// The instant whose state was restored.
    pub restored_to: Option<DateTime<Utc>>,
    pub chain: Vec<String>,
    pub passed: bool,
    pub expected: Tally,
    pub restored: Tally,
    pub bookings: u64,
    pub day_books: u64,
    pub ledger_months: u64,
    pub times: DrillTimes,
    /// The first ones, at most fifty.
    pub differences: Vec<Difference>,
    pub found: u64,
}

impl Entity for DrillReport {
    const TYPE: &'static str = "drill_report";
    fn key(&self) -> Key {
        keys::drill_report(self.begun_at)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.begun_at.checked_add_signed(REPORTS_KEPT)
    }
}
