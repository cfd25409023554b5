//! `templates-list`, as [`notices::templates::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::templates::list::endpoint)
}
