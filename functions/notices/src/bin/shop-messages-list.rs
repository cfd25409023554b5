//! `shop-messages-list`, as [`notices::shop_messages::list::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::shop_messages::list::endpoint)
}
