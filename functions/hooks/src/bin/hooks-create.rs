//! `hooks-create`, as [`hooks::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(hooks::create::endpoint)
}
