//! `jobs-daily-digest`: see `jobs::daily_digest`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_schedule(jobs::daily_digest::run)
}
