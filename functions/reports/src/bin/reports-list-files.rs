//! `reports-list-files`, as [`reports::list_files::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::list_files::endpoint)
}
