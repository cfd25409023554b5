//! `ledger-record-sale`, as [`ledger::record_sale::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::record_sale::endpoint)
}
