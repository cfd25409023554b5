//! `notices-mark-read`, as [`notices::mark_read::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::mark_read::endpoint)
}
