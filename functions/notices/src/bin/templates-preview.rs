//! `templates-preview`, as [`notices::templates::preview::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::templates::preview::endpoint)
}
