//! `shop-bookings-list`: see `bookings::shop_bookings::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(bookings::shop_bookings::list::endpoint)
}
