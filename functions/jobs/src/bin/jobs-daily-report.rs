//! `jobs-daily-report`: see `jobs::daily_report`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_with_files(jobs::daily_report::run)
}
