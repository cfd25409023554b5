//! `waitlist-accept-offer`: see `bookings::waitlist::accept_offer`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::waitlist::accept_offer::endpoint)
}
