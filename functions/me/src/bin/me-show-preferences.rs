//! `me-show-preferences`, as [`me::preferences::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::preferences::show::endpoint)
}
