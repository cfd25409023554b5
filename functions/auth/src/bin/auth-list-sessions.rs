//! `auth-list-sessions`, as [`auth::list_sessions::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::list_sessions::endpoint)
}
