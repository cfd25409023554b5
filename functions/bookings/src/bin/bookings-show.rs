//! `bookings-show`: see `bookings::show`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::show::endpoint)
}
