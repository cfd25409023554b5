//! `workers-relay`: see `workers::relay`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_stream(workers::relay::consume)
}
