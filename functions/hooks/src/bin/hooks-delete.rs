//! `hooks-delete`, as [`hooks::delete::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::delete::endpoint)
}
