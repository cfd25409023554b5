//! `me-show-data-request`, as [`me::show_data_request::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(me::show_data_request::endpoint)
}
