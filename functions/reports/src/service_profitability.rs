//! `GET /api/v1/shops/{shop_id}/reports/service-profitability`: what services bring in and cost.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::access::Permission;
use application::reports::of_services;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::ReportParams;
use crate::views::ServiceReportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Costs are those that are set now: what an hour of each person costs, and the material of each service.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/service-profitability",
    operation_id = "reports-service-profitability",
    tag = "reports",
    summary = "Report what each service brings in and costs",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<ServiceReportView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<ServiceReportView>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let asked = params.parse()?;
    let report = of_services(&state.app, shop, asked).await?;
    Ok(Ok200(ServiceReportView::of(&report)))
}
