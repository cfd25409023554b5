//! `auth-unlock`, as [`auth::unlock::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::unlock::endpoint)
}
