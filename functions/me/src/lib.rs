//! The signed-in human: who it is, what it may do, what it wants to find again, how it is written to.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod add_favourite;
mod consents;
pub mod download_data;
pub mod erase;
pub mod export;
mod favourites;
mod invoices;
pub mod list_consents;
pub mod list_favourites;
pub mod list_invoices;
mod preferences;
pub mod remove_favourite;
pub mod show;
pub mod show_data_request;
pub mod show_preferences;
pub mod update;
pub mod update_consents;
pub mod update_preferences;
mod views;

pub use favourites::FavouriteView;
pub use views::MeView;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(list_favourites::endpoint())
        .merge(add_favourite::endpoint())
        .merge(remove_favourite::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(show_preferences::endpoint())
        .merge(update_preferences::endpoint())
        .merge(list_consents::endpoint())
        .merge(list_invoices::endpoint())
        .merge(update_consents::endpoint())
        .merge(export::endpoint())
        .merge(erase::endpoint())
        .merge(show_data_request::endpoint())
        .merge(download_data::endpoint())
}
