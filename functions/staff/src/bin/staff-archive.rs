//! `staff-archive`, as [`staff::archive::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::archive::endpoint)
}
