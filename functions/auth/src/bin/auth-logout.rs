//! `auth-logout`, as [`auth::logout::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::logout::endpoint)
}
