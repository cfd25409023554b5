//! `bookings-list`: see `bookings::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::list::endpoint)
}
