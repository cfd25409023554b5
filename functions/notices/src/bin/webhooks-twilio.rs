//! `webhooks-twilio`: see `notices::webhooks::twilio`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::twilio::endpoint)
}
