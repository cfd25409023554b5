//! `queues-redrive`, as [`platform::queues::redrive::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_redriving(platform::queues::redrive::endpoint)
}
