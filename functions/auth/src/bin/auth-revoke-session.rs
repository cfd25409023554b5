//! `auth-revoke-session`, as [`auth::revoke_session::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::revoke_session::endpoint)
}
