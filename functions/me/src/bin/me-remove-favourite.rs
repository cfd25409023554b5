//! `me-remove-favourite`, as [`me::remove_favourite::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::remove_favourite::endpoint)
}
