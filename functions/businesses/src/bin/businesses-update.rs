//! `businesses-update`, as [`businesses::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::update::endpoint)
}
