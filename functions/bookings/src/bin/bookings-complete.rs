//! `bookings-complete`: see `bookings::complete`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::complete::endpoint)
}
