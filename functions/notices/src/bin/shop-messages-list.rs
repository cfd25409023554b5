//! `shop-messages-list`: see `notices::shop_messages`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::shop_messages::endpoint)
}
