//! `me-list-favourites`, as [`me::list_favourites::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::list_favourites::endpoint)
}
