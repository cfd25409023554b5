//! `shops-update-settings`, as [`shops::update_settings::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::update_settings::endpoint)
}
