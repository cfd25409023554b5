//! `GET /api/v1/shops/{shop_id}/reports/staff-utilisation`: who is booked for how long, and what they bring in.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::reports::of_staff;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::ReportParams;
use crate::views::StaffReportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// People out of the caller's reach are not listed. Working time is by the schedules, closures and time off as they stand now.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/staff-utilisation",
    operation_id = "reports-staff-utilisation",
    tag = "reports",
    summary = "Report the use of the working time of those who serve",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<StaffReportView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<StaffReportView>, ApiError> {
    let shop = caller.shop(shop)?;
    let asked = params.parse()?;
    let report = of_staff(&state.app, &caller.reach(), shop, asked).await?;
    Ok(Ok200(StaffReportView::of(&report)))
}
