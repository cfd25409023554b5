//! `auth-refresh`, as [`auth::refresh::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets(auth::refresh::endpoint)
}
