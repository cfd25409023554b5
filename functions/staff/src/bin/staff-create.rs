//! `staff-create`, as [`staff::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::create::endpoint)
}
