//! `hooks-list`, as [`hooks::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::list::endpoint)
}
