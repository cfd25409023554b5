//! `hooks-rotate-secret`, as [`hooks::rotate_secret::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(hooks::rotate_secret::endpoint)
}
