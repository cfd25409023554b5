//! `bookings-ics`: see `bookings::ics`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::ics::endpoint)
}
