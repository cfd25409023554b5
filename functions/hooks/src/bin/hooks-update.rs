//! `hooks-update`, as [`hooks::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::update::endpoint)
}
