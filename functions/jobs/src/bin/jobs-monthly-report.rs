//! `jobs-monthly-report`: see `jobs::monthly_report`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_with_files(jobs::monthly_report::run)
}
