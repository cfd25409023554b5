//! `members-accept`, as [`businesses::members::accept::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::members::accept::endpoint)
}
