//! `audit-list`, as [`platform::audit::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::audit::list::endpoint)
}
