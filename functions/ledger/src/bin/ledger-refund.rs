//! `ledger-refund`, as [`ledger::refund::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::refund::endpoint)
}
