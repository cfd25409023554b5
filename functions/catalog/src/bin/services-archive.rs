//! `services-archive`, as [`catalog::services::archive::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::services::archive::endpoint)
}
