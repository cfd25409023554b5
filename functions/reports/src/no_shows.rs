//! `GET /api/v1/shops/{shop_id}/reports/no-shows`: who did not come.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::access::Permission;
use application::reports::of_shop;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::figures::NoShowFigures;
use crate::input::ReportParams;
use crate::views::ReportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The share is of the visits whose time came: completed and missed.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/no-shows",
    operation_id = "reports-no-shows",
    tag = "reports",
    summary = "Report missed visits",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<ReportView<NoShowFigures>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<ReportView<NoShowFigures>>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let asked = params.parse()?;
    let report = of_shop(&state.app, shop, asked).await?;
    Ok(Ok200(ReportView::of(&report)))
}
