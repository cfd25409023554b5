//! `waitlist-list`: see `bookings::waitlist::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::waitlist::list::endpoint)
}
