//! `me-list-consents`, as [`me::list_consents::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::list_consents::endpoint)
}
