//! `notices-resend`: see `notices::resend`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::resend::endpoint)
}
