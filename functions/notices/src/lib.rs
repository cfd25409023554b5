//! Messages: how a business writes to people, what became of what it wrote, and how people leave.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod notice_settings;
pub mod unsubscribe;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(notice_settings::router())
        .merge(unsubscribe::router())
}
