//! `me-list-consents`, as [`me::consents::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::consents::list::endpoint)
}
