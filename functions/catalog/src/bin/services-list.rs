//! `services-list`, as [`catalog::services::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(catalog::services::list::endpoint)
}
