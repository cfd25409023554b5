//! `categories-show`, as [`catalog::categories::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::categories::show::endpoint)
}
