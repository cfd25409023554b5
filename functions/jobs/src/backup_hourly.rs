//! `jobs-backup-hourly`: what changed within the hour.

use application::App;
use application::backups;
use application::failure::Failure;
use providers::Pending;

/// Begins the incremental backup of the hour, or looks after the one that is under way.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(backups::run_hourly(app))
}
