//! `GET /api/v1/shops/{shop_id}/reports/kpi`: the numbers on one page.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::access::Permission;
use application::reports::of_shop_with_time;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::figures::KpiFigures;
use crate::input::ReportParams;
use crate::views::ReportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Utilisation is of the working time by the schedules, closures and time off as they stand now.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/kpi",
    operation_id = "reports-kpi",
    tag = "reports",
    summary = "Report the key figures of a shop",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<ReportView<KpiFigures>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<ReportView<KpiFigures>>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let asked = params.parse()?;
    let report = of_shop_with_time(&state.app, shop, asked).await?;
    Ok(Ok200(ReportView::of(&report)))
}
