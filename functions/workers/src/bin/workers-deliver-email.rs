//! `workers-deliver-email`: see `workers::deliver_email`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_email_queue(workers::deliver_email::consume)
}
