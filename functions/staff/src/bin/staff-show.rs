//! `staff-show`, as [`staff::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::show::endpoint)
}
