//! `auth-reset-password`, as [`auth::reset_password::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::reset_password::endpoint)
}
