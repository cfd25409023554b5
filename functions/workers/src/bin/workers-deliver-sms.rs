//! `workers-deliver-sms`: see `workers::deliver_sms`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_sms_queue(workers::deliver_sms::consume)
}
