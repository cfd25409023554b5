//! `webhooks-inbound-sms`, as [`notices::inbound_sms::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::inbound_sms::endpoint)
}
