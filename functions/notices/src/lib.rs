//! Messages: how a business writes to people, what became of what it wrote, and how people leave.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod app_notices;
pub mod letter_choices;
pub mod notice_settings;
pub mod resend;
pub mod shop_messages;
pub mod shop_notices;
pub mod templates;
pub mod unsubscribe;
pub mod webhooks;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(notice_settings::router())
        .merge(shop_notices::router())
        .merge(resend::endpoint())
        .merge(webhooks::router())
        .merge(templates::router())
        .merge(app_notices::router())
        .merge(letter_choices::router())
        .merge(shop_messages::endpoint())
        .merge(unsubscribe::router())
}
