//! `shops-list-mine`, as [`shops::list_mine::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::list_mine::endpoint)
}
