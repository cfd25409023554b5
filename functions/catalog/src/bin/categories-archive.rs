//! `categories-archive`, as [`catalog::categories::archive::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::categories::archive::endpoint)
}
