//! `auth-request-code`, as [`auth::request_code::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::request_code::endpoint)
}
