//! Webhooks: which servers outside a business tells what happens, and what became of it.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod create;
pub mod delete;
pub mod deliveries;
mod input;
pub mod list;
pub mod replay;
pub mod replay_failed;
pub mod rotate_secret;
pub mod test;
pub mod update;
mod views;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(update::endpoint())
        .merge(delete::endpoint())
        .merge(rotate_secret::endpoint())
        .merge(test::endpoint())
        .merge(deliveries::endpoint())
        .merge(replay::endpoint())
        .merge(replay_failed::endpoint())
}
