//! `auth-logout-all`, as [`auth::logout_all::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::logout_all::endpoint)
}
