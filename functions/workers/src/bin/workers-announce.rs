//! `workers-announce`: see `workers::announce`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_announcements_queue(workers::announce::consume)
}
