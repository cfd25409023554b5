//! `me-update-preferences`, as [`me::update_preferences::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::update_preferences::endpoint)
}
