//! `auth-request-code`, as [`auth::request_code::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_sending_codes(auth::request_code::endpoint)
}
