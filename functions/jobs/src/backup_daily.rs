//! `jobs-backup-daily`: the full backup of the day.

use application::App;
use application::backups;
use application::failure::Failure;
use providers::Pending;

/// Begins the full backup of the day, or looks after the one that is under way.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(backups::run_daily(app))
}
