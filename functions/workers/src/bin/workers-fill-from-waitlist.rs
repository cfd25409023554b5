//! `workers-fill-from-waitlist`: see `workers::fill_from_waitlist`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_waitlist_queue(workers::fill_from_waitlist::consume)
}
