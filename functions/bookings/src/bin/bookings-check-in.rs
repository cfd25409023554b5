//! `bookings-check-in`: see `bookings::check_in`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::check_in::endpoint)
}
