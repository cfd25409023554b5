//! `staff-update`, as [`staff::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::update::endpoint)
}
