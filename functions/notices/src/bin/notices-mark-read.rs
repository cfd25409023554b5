//! `notices-mark-read`: see `notices::app_notices::mark_read`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::app_notices::mark_read::endpoint)
}
