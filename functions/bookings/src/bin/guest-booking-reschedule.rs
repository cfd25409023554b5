//! `guest-booking-reschedule`: see `bookings::guest_booking::reschedule`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::guest_booking::reschedule::endpoint)
}
