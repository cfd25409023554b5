//! `exports-create`, as [`exports::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(exports::create::endpoint)
}
