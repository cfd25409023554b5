//! `jobs-backup-daily`: see `jobs::backup_daily`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_backing_up(jobs::backup_daily::run)
}
