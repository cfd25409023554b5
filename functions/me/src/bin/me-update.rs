//! `me-update`, as [`me::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::update::endpoint)
}
