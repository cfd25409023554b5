//! `reports-service-profitability`, as [`reports::service_profitability::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::service_profitability::endpoint)
}
