//! `me-update-consents`, as [`me::consents::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::consents::update::endpoint)
}
