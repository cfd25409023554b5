//! `reports-retention`, as [`reports::retention::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::retention::endpoint)
}
