//! `bookings-reject`: see `bookings::reject`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::reject::endpoint)
}
