//! `hooks-replay`, as [`hooks::replay::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::replay::endpoint)
}
