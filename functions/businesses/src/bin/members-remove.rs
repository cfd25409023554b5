//! `members-remove`, as [`businesses::members::remove::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::members::remove::endpoint)
}
