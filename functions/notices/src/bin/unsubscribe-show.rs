//! `unsubscribe-show`, as [`notices::unsubscribe::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::unsubscribe::show::endpoint)
}
