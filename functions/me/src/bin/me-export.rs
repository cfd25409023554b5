//! `me-export`, as [`me::export::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::export::endpoint)
}
