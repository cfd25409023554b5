//! The price list of a business: categories and the services under them.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod categories;
pub mod services;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(categories::router())
        .merge(services::router())
}
