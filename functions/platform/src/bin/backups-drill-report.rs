//! `backups-drill-report`, as [`platform::backups::drill_report::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::backups::drill_report::endpoint)
}
