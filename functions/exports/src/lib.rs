//! Files of a business's records: asking for them, seeing how far they are, and getting them.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod create;
mod input;
pub mod list;
pub mod show;
mod views;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(show::endpoint())
        .merge(list::endpoint())
}
