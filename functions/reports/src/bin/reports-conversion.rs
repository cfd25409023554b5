//! `reports-conversion`, as [`reports::conversion::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::conversion::endpoint)
}
