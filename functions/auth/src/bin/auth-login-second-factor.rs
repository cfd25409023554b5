//! `auth-login-second-factor`, as [`auth::login_second_factor::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets_and_field_keys(auth::login_second_factor::endpoint)
}
