//! `bookings-mark-no-show`: see `bookings::mark_no_show`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::mark_no_show::endpoint)
}
