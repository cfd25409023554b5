//! `jobs-retention`: see `jobs::retention`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule(jobs::retention::run)
}
