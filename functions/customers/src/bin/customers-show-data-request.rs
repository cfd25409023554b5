//! `customers-show-data-request`, as [`customers::show_data_request::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(customers::show_data_request::endpoint)
}
