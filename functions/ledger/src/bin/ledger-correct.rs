//! `ledger-correct`, as [`ledger::correct::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::correct::endpoint)
}
