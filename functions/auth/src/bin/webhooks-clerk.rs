//! `webhooks-clerk`: see `auth::webhooks_clerk`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(auth::webhooks_clerk::endpoint)
}
