//! `shop-notices-list`: see `notices::shop_notices::list`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::shop_notices::list::endpoint)
}
