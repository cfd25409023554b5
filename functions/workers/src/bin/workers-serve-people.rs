//! `workers-serve-people`, as [`workers::serve_people::consume`] does it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_queue_with_files_and_field_keys(workers::serve_people::consume)
}
