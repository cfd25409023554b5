//! `me-list-invoices`, as [`me::list_invoices::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::list_invoices::endpoint)
}
