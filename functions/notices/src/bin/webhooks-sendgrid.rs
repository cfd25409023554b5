//! `webhooks-sendgrid`: see `notices::webhooks::sendgrid`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::sendgrid::endpoint)
}
