//! `businesses-create`, as [`businesses::create::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::create::endpoint)
}
