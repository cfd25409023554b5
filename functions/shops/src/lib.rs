//! Shops: the bookable places of a business, each with its time zone, its settings and its closures.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

mod address;
pub mod closures;
pub mod create;
pub mod list_mine;
mod settings;
pub mod show;
pub mod show_settings;
pub mod update;
pub mod update_settings;
mod views;

pub use address::{AddressInput, AddressParts};
pub use settings::{HorizonInput, HorizonView, SettingsInput, SettingsView};
pub use views::{PublicSettingsView, PublicShopView, ShopView};

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list_mine::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(show_settings::endpoint())
        .merge(update_settings::endpoint())
        .merge(closures::router())
}
