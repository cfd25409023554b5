//! `waitlist-leave`: see `bookings::waitlist::leave`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::waitlist::leave::endpoint)
}
