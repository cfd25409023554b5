//! `auth-disable-totp`, as [`auth::disable_totp::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::disable_totp::endpoint)
}
