//! `workers-build-export`: see `workers::build_export`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_queue_with_files(workers::build_export::consume)
}
