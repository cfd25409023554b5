//! `auth-disable-totp`, as [`auth::disable_totp::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(auth::disable_totp::endpoint)
}
