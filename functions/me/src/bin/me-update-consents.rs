//! `me-update-consents`, as [`me::update_consents::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::update_consents::endpoint)
}
