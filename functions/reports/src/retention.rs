//! `GET /api/v1/shops/{shop_id}/reports/retention`: whether customers come again.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::access::Permission;
use application::reports::of_cohorts;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::ReportParams;
use crate::views::RetentionView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Customers by the month of their first visit to the business, and the share of them who came in each month since.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/retention",
    operation_id = "reports-retention",
    tag = "reports",
    summary = "Report whether new customers come again",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<RetentionView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<RetentionView>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let asked = params.parse_by_month()?;
    let report = of_cohorts(&state.app, shop, asked).await?;
    Ok(Ok200(RetentionView::of(&report)))
}
