//! `webhooks-serwersms`: see `notices::webhooks::serwersms`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::serwersms::endpoint)
}
