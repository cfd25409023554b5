//! `categories-list`, as [`catalog::categories::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::categories::list::endpoint)
}
