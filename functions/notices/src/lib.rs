//! Messages: how a business writes to people, what became of what it wrote, and how people leave.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

mod app_notices;
pub mod letter_choices;
pub mod list;
pub mod mark_all_read;
pub mod mark_read;
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
        .merge(list::endpoint())
        .merge(mark_read::endpoint())
        .merge(mark_all_read::endpoint())
        .merge(letter_choices::router())
        .merge(shop_messages::list::endpoint())
        .merge(unsubscribe::router())
}
