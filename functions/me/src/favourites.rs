//! Shops the caller wants to find again.

use api::Instant;
use application::identity::favourites::Kept;
use booking_rules::ids::ShopId;
use booking_rules::time::Zone;
use booking_rules::values::Name;
use serde::Serialize;
use utoipa::ToSchema;

/// A favourite shop, as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteView {
    #[schema(value_type = String)]
    shop_id: ShopId,
    #[schema(value_type = String, example = "Studio Malina")]
    name: Name,
    #[schema(value_type = String, example = "Europe/Warsaw")]
    time_zone: Zone,
    added_at: Instant,
}

impl From<Kept> for FavouriteView {
    fn from(kept: Kept) -> Self {
        Self {
            shop_id: kept.shop.id,
            name: kept.shop.name,
            time_zone: kept.shop.time_zone,
            added_at: kept.added_at.into(),
        }
    }
}
