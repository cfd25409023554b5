//! `reports-kpi`, as [`reports::kpi::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::kpi::endpoint)
}
