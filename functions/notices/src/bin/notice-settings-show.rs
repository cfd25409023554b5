//! `notice-settings-show`, as [`notices::notice_settings::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::notice_settings::show::endpoint)
}
