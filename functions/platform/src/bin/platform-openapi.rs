//! `platform-openapi`: see `platform::openapi`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::openapi::endpoint)
}
