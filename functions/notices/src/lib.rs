//! Messages: how a business writes to people, and what became of what it wrote.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod notice_settings;
pub mod resend;
pub mod shop_notices;
pub mod webhooks;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(notice_settings::router())
        .merge(shop_notices::router())
        .merge(resend::endpoint())
        .merge(webhooks::router())
}
