//! `me-erase`, as [`me::erase::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::erase::endpoint)
}
