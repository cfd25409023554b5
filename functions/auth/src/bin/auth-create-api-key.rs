//! `auth-create-api-key`: see `auth::create_api_key`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::create_api_key::endpoint)
}
