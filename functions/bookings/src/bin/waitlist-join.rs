//! `waitlist-join`: see `bookings::waitlist::join`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::waitlist::join::endpoint)
}
