//! Backups of the table, restoring them, and the drill that proves both.
//!
//! A backup is a full export and the incremental ones after it, each named by a manifest of our own beside the files. Nothing
//! of a backup is believed before its checksums are: every reader here names the file and the check that failed.

mod daily;
mod damage;
mod drill;
mod files;
mod invariants;
mod ledger_sums;
mod manifest;
mod restore;
mod tally;

use providers::backup::BackupError;
use store::{BackupRecord, DrillReport, Entity, Newest};

use crate::app::App;
use crate::failure::Failure;

pub use daily::{run_daily, run_hourly};
pub use damage::Damage;
pub use drill::{DrillFigures, run as run_drill};
pub use invariants::{MOST_DIFFERENCES, walk};
pub use manifest::{Manifest, ManifestFile, SHAPE, chain, newest};
pub use providers::backup::PREFIX;
pub use restore::{NotRestored, RestoreStep, Restored, begin_anew, prepare, prove_table, restore, verify};
pub use store::{BackupKind, BackupStatus, Difference, Tally, Walk};
pub use tally::of_image;

/// The backups before the one of this id, newest first.
///
/// # Errors
/// [`Failure::Unavailable`] when the table cannot be read.
pub async fn list(app: &App, before: Option<&str>, limit: usize) -> Result<Newest<BackupRecord>, Failure> {
    Ok(app.store.backups(before, limit).await?)
}

/// What drills found, newest first, from before the instant written so.
///
/// # Errors
/// [`Failure::Unavailable`] when the table cannot be read.
pub async fn drills(app: &App, before: Option<&str>, limit: usize) -> Result<Newest<DrillReport>, Failure> {
    Ok(app.store.drill_reports(before, limit).await?)
}

/// Where a report stands among the others, for a list that goes on after it.
#[must_use]
pub fn place(report: &DrillReport) -> String {
    report.key().sk
}

fn failed(error: BackupError) -> Failure {
    match error {
        BackupError::Unavailable(_) => Failure::unavailable(error),
        BackupError::Refused(reason) => Failure::internal(format!("a backup was refused: {reason}")),
    }
}
