//! `templates-reset`, as [`notices::templates::reset::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::templates::reset::endpoint)
}
