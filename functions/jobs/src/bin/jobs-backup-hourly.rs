//! `jobs-backup-hourly`: see `jobs::backup_hourly`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_backing_up(jobs::backup_hourly::run)
}
