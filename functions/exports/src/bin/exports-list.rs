//! `exports-list`, as [`exports::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(exports::list::endpoint)
}
