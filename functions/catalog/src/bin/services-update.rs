//! `services-update`, as [`catalog::services::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::services::update::endpoint)
}
