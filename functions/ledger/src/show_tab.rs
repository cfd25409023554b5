//! `GET /api/v1/bookings/{booking_id}/tab`: what was paid for a booking, and what is due.

use api::auth::permissions::RecordSales;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathId};
use application::ledger;
use axum::extract::State;
use booking_rules::ids::BookingId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::TabView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/bookings/{booking_id}/tab",
    operation_id = "ledger-show-tab",
    tag = "ledger",
    summary = "Show what was paid for a booking",
    params(("booking_id" = String, Path)),
    responses((status = 200, description = "The account; blank before the first entry.", body = Success<TabView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<RecordSales>,
    PathId(id): PathId<BookingId>,
) -> Result<Ok200<TabView>, ApiError> {
    let shown = ledger::show_tab(&state.app, &caller.reach(), caller.own(id)?).await?;
    Ok(Ok200(TabView::of(&shown.tab, Some(shown.booking.price))))
}
