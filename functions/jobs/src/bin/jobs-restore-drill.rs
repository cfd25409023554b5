//! `jobs-restore-drill`: see `jobs::restore_drill`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_restoring(jobs::restore_drill::run)
}
