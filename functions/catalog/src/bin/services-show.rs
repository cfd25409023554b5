//! `services-show`, as [`catalog::services::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::services::show::endpoint)
}
