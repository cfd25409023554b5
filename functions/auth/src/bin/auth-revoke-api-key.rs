//! `auth-revoke-api-key`: see `auth::revoke_api_key`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::revoke_api_key::endpoint)
}
