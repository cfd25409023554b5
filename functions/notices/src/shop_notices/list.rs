//! `GET /api/v1/shops/{shop_id}/notices`: what became of the messages about a shop's bookings.

use api::context::RequestContext;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Instant, Page, Params, PathId, permissions};
use application::notice_log::{NoticeCursor, NoticeFilter, NoticeStatus, list};
use axum::extract::State;
use booking_rules::ids::ShopId;
use booking_rules::notices::Channel;
use booking_rules::time::Span;
use chrono::TimeDelta;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NoticeView;

/// As of a shop's bookings: a year and a day.
const MAX_PERIOD: TimeDelta = TimeDelta::days(367);

/// Which messages to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticeLogParams {
    #[param(value_type = String, format = DateTime)]
    from: Instant,
    /// Messages are due before it; at most 367 days after `from`.
    #[param(value_type = String, format = DateTime)]
    to: Instant,
    /// scheduled, queued, sending, sent, delivered, read, failed, unknown or suppressed.
    #[param(value_type = Option<String>)]
    status: Option<NoticeStatus>,
    /// email, sms or whatsapp.
    #[param(value_type = Option<String>)]
    channel: Option<Channel>,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
}

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists the messages about a shop's bookings, newest first, and what became of each. Those about bookings out of the
/// caller's reach are left out.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/notices",
    operation_id = "shop-notices-list",
    tag = "notices",
    params(("shop_id" = String, Path), NoticeLogParams),
    responses((status = 200, body = Success<Vec<NoticeView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<permissions::ReadAgenda>,
    context: RequestContext,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<NoticeLogParams>,
) -> Result<Page<NoticeView>, ApiError> {
    let shop = caller.shop(shop)?;
    let mut fields = Fields::new();
    let after = match &params.cursor {
        None => Some(None),
        Some(cursor) => fields.check("cursor", cursor.key::<NoticeCursor>()).map(Some),
    };
    let period = fields.check("to", Span::new(params.from.into(), params.to.into()));
    if period.is_some_and(|period| period.length() > MAX_PERIOD) {
        fields.fault("to", "window_too_long");
    }
    let (after, period) = fields.finish((after, period))?;
    let filter = NoticeFilter {
        period,
        status: params.status,
        channel: params.channel,
    };
    let limit = usize::from(params.limit.get());
    let page = list(&state.app, &caller.reach(), shop, filter, limit, after).await?;
    let views = page
        .notices
        .into_iter()
        .map(|listed| NoticeView::of(listed, context.locale));
    Ok(Page(views.collect(), page.next.map(|next| serde_json::json!(next))))
}
