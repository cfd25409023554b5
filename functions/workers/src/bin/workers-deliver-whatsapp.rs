//! `workers-deliver-whatsapp`: see `workers::deliver_whatsapp`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_whatsapp_queue(workers::deliver_whatsapp::consume)
}
