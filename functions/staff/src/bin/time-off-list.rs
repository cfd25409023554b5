//! `time-off-list`, as [`staff::time_off::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::time_off::list::endpoint)
}
