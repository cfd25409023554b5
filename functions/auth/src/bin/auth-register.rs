//! `auth-register`, as [`auth::register::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::register::endpoint)
}
