//! `reports-staff-utilisation`, as [`reports::staff_utilisation::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(reports::staff_utilisation::endpoint)
}
