//! `auth-verify-code`, as [`auth::verify_code::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::verify_code::endpoint)
}
