//! Businesses: the tenants of the platform. Whoever founds one owns it.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod create;
pub mod list_mine;
pub mod members;
pub mod show;
mod tax_profile;
pub mod update;
mod views;

pub use views::BusinessView;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list_mine::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(members::invite::endpoint())
        .merge(members::accept::endpoint())
        .merge(members::list::endpoint())
        .merge(members::update::endpoint())
        .merge(members::remove::endpoint())
}
