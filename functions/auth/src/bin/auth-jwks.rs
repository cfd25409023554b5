//! `auth-jwks`: see `auth::jwks`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::jwks::endpoint)
}
