//! `notice-settings-update`, as [`notices::notice_settings::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::notice_settings::update::endpoint)
}
