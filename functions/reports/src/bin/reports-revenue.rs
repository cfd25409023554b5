//! `reports-revenue`, as [`reports::revenue::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::revenue::endpoint)
}
