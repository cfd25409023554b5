//! `bookings-update`: see `bookings::update`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::update::endpoint)
}
