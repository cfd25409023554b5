//! `guest-booking-show`: see `bookings::guest_booking::show`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::guest_booking::show::endpoint)
}
