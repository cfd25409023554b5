//! `exports-show`, as [`exports::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_files(exports::show::endpoint)
}
