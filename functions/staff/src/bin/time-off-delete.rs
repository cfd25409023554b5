//! `time-off-delete`, as [`staff::time_off::delete::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::time_off::delete::endpoint)
}
