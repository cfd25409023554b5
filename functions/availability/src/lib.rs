//! Free times: what a customer can book, in the order it is shown.

pub mod next;
pub mod search;
mod views;

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(search::endpoint()).merge(next::endpoint())
}
