//! `me-show-preferences`, as [`me::show_preferences::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::show_preferences::endpoint)
}
