//! `members-list`, as [`businesses::members::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::members::list::endpoint)
}
