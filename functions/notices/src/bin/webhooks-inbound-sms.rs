//! `webhooks-inbound-sms`, as [`notices::webhooks::inbound_sms::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::inbound_sms::endpoint)
}
