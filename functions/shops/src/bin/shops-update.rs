//! `shops-update`, as [`shops::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::update::endpoint)
}
