//! `shops-create`, as [`shops::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::create::endpoint)
}
