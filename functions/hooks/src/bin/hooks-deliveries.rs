//! `hooks-deliveries`, as [`hooks::deliveries::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::deliveries::endpoint)
}
