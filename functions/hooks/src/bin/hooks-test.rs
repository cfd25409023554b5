//! `hooks-test`, as [`hooks::test::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::test::endpoint)
}
