//! `customers-erase`, as [`customers::erase::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(customers::erase::endpoint)
}
