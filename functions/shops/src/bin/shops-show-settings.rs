//! `shops-show-settings`, as [`shops::show_settings::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::show_settings::endpoint)
}
