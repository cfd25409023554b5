//! `auth-confirm-totp`, as [`auth::confirm_totp::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(auth::confirm_totp::endpoint)
}
