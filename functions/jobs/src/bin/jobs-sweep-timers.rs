//! `jobs-sweep-timers`: see `jobs::sweep_timers`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule(jobs::sweep_timers::run)
}
