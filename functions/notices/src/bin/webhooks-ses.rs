//! `webhooks-ses`: see `notices::webhooks::ses`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::ses::endpoint)
}
