//! `schedules-set`, as [`staff::schedules::set::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(staff::schedules::set::endpoint)
}
