//! `shop-bookings-list`: a shop's bookings in a period, with contacts.

use api::context::RequestContext;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Instant, Page, Params, PathId, permissions};
use application::bookings::{AgendaFilter, list_of_shop};
use axum::extract::State;
use booking_rules::booking::Status;
use booking_rules::ids::{ShopId, StaffId};
use booking_rules::time::Span;
use chrono::TimeDelta;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::list::position;
use crate::views::BookingView;

/// Longest period of one list: a year and a day, so that a year's end is no edge case.
const MAX_PERIOD: TimeDelta = TimeDelta::days(367);

/// Which bookings to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgendaParams {
    #[param(value_type = String, format = DateTime)]
    pub from: Instant,
    /// Bookings start before it; at most 367 days after `from`.
    #[param(value_type = String, format = DateTime)]
    pub to: Instant,
    #[param(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    /// held, pending, confirmed, checked_in, completed, cancelled, rejected or no_show.
    #[param(value_type = Option<String>)]
    pub status: Option<Status>,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists a shop's bookings that start in a period, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/bookings",
    operation_id = "shop-bookings-list",
    tag = "bookings",
    params(("shop_id" = String, Path), AgendaParams),
    responses((status = 200, body = Success<Vec<BookingView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<permissions::ReadAgenda>,
    context: RequestContext,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<AgendaParams>,
) -> Result<Page<BookingView>, ApiError> {
    let shop = caller.shop(shop)?;
    let after = position(params.cursor.as_ref())?;
    let mut fields = Fields::new();
    let period = fields.check("to", Span::new(params.from.into(), params.to.into()));
    if period.is_some_and(|period| period.length() > MAX_PERIOD) {
        fields.fault("to", "window_too_long");
    }
    let period = fields.finish(period)?;
    let filter = AgendaFilter {
        period,
        staff: params.staff_id,
        status: params.status,
    };
    let page = list_of_shop(
        &state.app,
        &caller.reach(),
        shop,
        filter,
        usize::from(params.limit.get()),
        after,
    )
    .await?;
    let views = page
        .bookings
        .iter()
        .map(|listed| BookingView::listed(listed, &context))
        .collect();
    Ok(Page(views, page.next.map(|next| serde_json::json!(next))))
}
