//! `backups-list`, as [`platform::backups::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(platform::backups::list::endpoint)
}
