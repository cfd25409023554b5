//! `members-update`, as [`businesses::members::update::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::members::update::endpoint)
}
