//! `time-off-create`, as [`staff::time_off::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::time_off::create::endpoint)
}
