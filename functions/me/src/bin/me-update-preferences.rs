//! `me-update-preferences`, as [`me::preferences::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::preferences::update::endpoint)
}
