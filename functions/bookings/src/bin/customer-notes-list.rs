//! `customer-notes-list`: see `bookings::customer_notes::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(bookings::customer_notes::list::endpoint)
}
