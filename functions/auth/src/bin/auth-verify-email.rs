//! `auth-verify-email`, as [`auth::verify_email::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets(auth::verify_email::endpoint)
}
