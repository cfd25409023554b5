//! `categories-create`, as [`catalog::categories::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::categories::create::endpoint)
}
