//! `members-invite`, as [`businesses::members::invite::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::members::invite::endpoint)
}
