//! `notices-list`: see `notices::app_notices::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::app_notices::list::endpoint)
}
