//! `bookings-reschedule`: see `bookings::reschedule`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::reschedule::endpoint)
}
