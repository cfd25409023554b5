//! `hooks-create`, as [`hooks::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::create::endpoint)
}
