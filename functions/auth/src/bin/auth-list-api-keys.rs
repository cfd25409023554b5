//! `auth-list-api-keys`: see `auth::list_api_keys`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::list_api_keys::endpoint)
}
