//! `me-add-favourite`, as [`me::add_favourite::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::add_favourite::endpoint)
}
