//! `platform-preflight`, as [`platform::preflight::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::preflight::endpoint)
}
