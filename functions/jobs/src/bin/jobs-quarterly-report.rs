//! `jobs-quarterly-report`: see `jobs::quarterly_report`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule_with_files(jobs::quarterly_report::run)
}
