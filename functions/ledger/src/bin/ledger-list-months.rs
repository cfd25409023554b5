//! `ledger-list-months`, as [`ledger::list_months::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::list_months::endpoint)
}
