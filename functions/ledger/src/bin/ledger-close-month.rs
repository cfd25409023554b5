//! `ledger-close-month`, as [`ledger::close_month::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::close_month::endpoint)
}
