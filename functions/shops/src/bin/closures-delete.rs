//! `closures-delete`, as [`shops::closures::delete::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::closures::delete::endpoint)
}
