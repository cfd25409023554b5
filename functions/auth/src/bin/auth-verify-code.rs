//! `auth-verify-code`, as [`auth::verify_code::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets(auth::verify_code::endpoint)
}
