//! `me-download-data`, as [`me::download_data::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_files(me::download_data::endpoint)
}
