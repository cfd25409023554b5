//! What the caller is told in the application itself.

use api::Instant;
use api::context::RequestContext;
use application::app_notices::{AppNoticeKind, sentence};
use serde::Serialize;
use store::AppNotice;
use utoipa::ToSchema;

/// One thing the caller is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppNoticeView {
    #[schema(example = "ntc_01jz…")]
    id: String,
    /// `new_booking`, `booking_called_off`, `sms_received`, ...
    kind: String,
    /// The same as a sentence in the reader's language, with date, time and zone.
    text: String,
    business_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    shop_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    booking_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    start: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// `null` while it is unread.
    #[schema(value_type = Option<String>, format = DateTime)]
    read_at: Option<Instant>,
}

impl AppNoticeView {
    pub(crate) fn of(notice: &AppNotice, context: &RequestContext) -> Self {
        let text = AppNoticeKind::parse(&notice.kind).map(|kind| sentence(kind, notice, context.locale));
        Self {
            id: notice.id.to_string(),
            kind: notice.kind.clone(),
            text: text.unwrap_or_default(),
            business_id: notice.business.to_string(),
            shop_id: notice.shop.map(|shop| shop.to_string()),
            booking_id: notice.booking.map(|booking| booking.to_string()),
            start: notice.told.start.map(Into::into),
            time_zone: notice.told.zone.map(|zone| zone.name()),
            created_at: notice.created_at.into(),
            read_at: notice.read_at.map(Into::into),
        }
    }
}
