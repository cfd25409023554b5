//! `unsubscribe-confirm`, as [`notices::unsubscribe::confirm::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::unsubscribe::confirm::endpoint)
}
