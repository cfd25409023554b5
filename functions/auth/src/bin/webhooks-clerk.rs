//! `webhooks-clerk`: see `auth::webhooks_clerk`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_secrets(auth::webhooks_clerk::endpoint)
}
