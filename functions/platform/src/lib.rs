//! What belongs to no area: health, the OpenAPI document, the page that shows it, the audit trail, the queues, the backups.

pub mod audit;
pub mod backups;
pub mod docs;
pub mod health;
pub mod openapi;
pub mod preflight;
pub mod queues;

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(health::endpoint())
        .merge(openapi::endpoint())
        .merge(docs::endpoint())
        .merge(audit::list::endpoint())
        .merge(queues::redrive::endpoint())
        .merge(backups::list::endpoint())
        .merge(backups::drill_report::endpoint())
}
