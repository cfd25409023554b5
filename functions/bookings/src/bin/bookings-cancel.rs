//! `bookings-cancel`: see `bookings::cancel`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::cancel::endpoint)
}
