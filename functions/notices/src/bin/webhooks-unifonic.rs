//! `webhooks-unifonic`: see `notices::webhooks::unifonic`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_hearing_vendors(notices::webhooks::unifonic::endpoint)
}
