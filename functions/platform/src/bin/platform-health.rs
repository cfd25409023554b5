//! `platform-health`: see `platform::health`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::health::endpoint)
}
