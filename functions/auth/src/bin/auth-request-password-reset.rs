//! `auth-request-password-reset`, as [`auth::request_password_reset::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::request_password_reset::endpoint)
}
