//! `services-create`, as [`catalog::services::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::services::create::endpoint)
}
