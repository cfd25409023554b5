//! `businesses-list-mine`, as [`businesses::list_mine::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::list_mine::endpoint)
}
