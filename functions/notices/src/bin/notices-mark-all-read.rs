//! `notices-mark-all-read`, as [`notices::mark_all_read::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::mark_all_read::endpoint)
}
