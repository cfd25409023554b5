//! `workers-project-stats`: see `workers::project_stats`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_stats_queue(workers::project_stats::consume)
}
