//! `auth-enroll-totp`, as [`auth::enroll_totp::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(auth::enroll_totp::endpoint)
}
