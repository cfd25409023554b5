//! `customers-download-data`, as [`customers::download_data::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_files(customers::download_data::endpoint)
}
