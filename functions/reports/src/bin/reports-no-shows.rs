//! `reports-no-shows`, as [`reports::no_shows::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::no_shows::endpoint)
}
