//! `notices-resend`: see `notices::shop_notices::resend`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::shop_notices::resend::endpoint)
}
