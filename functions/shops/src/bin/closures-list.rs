//! `closures-list`, as [`shops::closures::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::closures::list::endpoint)
}
