//! `reports-show-file`, as [`reports::show_file::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_files(reports::show_file::endpoint)
}
