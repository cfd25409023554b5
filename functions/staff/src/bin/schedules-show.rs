//! `schedules-show`, as [`staff::schedules::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::schedules::show::endpoint)
}
