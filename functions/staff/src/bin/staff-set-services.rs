//! `staff-set-services`, as [`staff::set_services::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::set_services::endpoint)
}
