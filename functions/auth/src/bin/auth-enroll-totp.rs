//! `auth-enroll-totp`, as [`auth::enroll_totp::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::enroll_totp::endpoint)
}
