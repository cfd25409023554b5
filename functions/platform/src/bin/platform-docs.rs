//! `platform-docs`: see `platform::docs`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::docs::endpoint)
}
