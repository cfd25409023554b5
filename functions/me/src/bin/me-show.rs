//! `me-show`, as [`me::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::show::endpoint)
}
