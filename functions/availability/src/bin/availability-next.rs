//! `availability-next`: see `availability::next`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(availability::next::endpoint)
}
