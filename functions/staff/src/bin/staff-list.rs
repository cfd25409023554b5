//! `staff-list`, as [`staff::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::list::endpoint)
}
