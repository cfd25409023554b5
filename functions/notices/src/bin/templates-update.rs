//! `templates-update`, as [`notices::templates::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::templates::update::endpoint)
}
