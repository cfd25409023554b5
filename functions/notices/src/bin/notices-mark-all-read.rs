//! `notices-mark-all-read`: see `notices::app_notices::mark_all_read`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::app_notices::mark_all_read::endpoint)
}
