//! `guest-booking-cancel`: see `bookings::guest_booking::cancel`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::guest_booking::cancel::endpoint)
}
