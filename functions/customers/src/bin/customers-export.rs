//! `customers-export`, as [`customers::export::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(customers::export::endpoint)
}
