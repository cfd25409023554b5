//! `bookings-create`: see `bookings::create`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::create::endpoint)
}
