//! `customer-notes-add`: see `bookings::customer_notes::add`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http_with_field_keys(bookings::customer_notes::add::endpoint)
}
