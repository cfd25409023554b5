//! `ledger-list`, as [`ledger::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::list::endpoint)
}
