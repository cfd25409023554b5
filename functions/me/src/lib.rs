//! The signed-in human: who it is, what it may do, what it prefers.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod show;
mod views;

pub use views::MeView;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(show::endpoint())
}
