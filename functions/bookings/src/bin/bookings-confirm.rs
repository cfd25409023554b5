//! `bookings-confirm`: see `bookings::confirm`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::confirm::endpoint)
}
