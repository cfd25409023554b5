//! `notices-list`, as [`notices::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::list::endpoint)
}
