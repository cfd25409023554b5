//! `categories-update`, as [`catalog::categories::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::categories::update::endpoint)
}
