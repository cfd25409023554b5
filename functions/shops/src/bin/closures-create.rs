//! `closures-create`, as [`shops::closures::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::closures::create::endpoint)
}
