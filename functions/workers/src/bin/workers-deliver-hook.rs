//! `workers-deliver-hook`, as [`workers::deliver_hook::consume`] does it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_hooks_queue(workers::deliver_hook::consume)
}
