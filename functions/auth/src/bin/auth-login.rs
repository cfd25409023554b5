//! `auth-login`, as [`auth::login::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets(auth::login::endpoint)
}
