//! `ledger-show-tab`, as [`ledger::show_tab::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(ledger::show_tab::endpoint)
}
