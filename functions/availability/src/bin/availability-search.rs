//! `availability-search`: see `availability::search`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(availability::search::endpoint)
}
