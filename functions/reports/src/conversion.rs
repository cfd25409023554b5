//! `GET /api/v1/shops/{shop_id}/reports/conversion`: from searches to bookings.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, Params, PathId};
use application::access::Permission;
use application::reports::of_shop;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::figures::ConversionFigures;
use crate::input::ReportParams;
use crate::views::ReportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Searches are counted without anything about who searched, and by processes that may lose a few; bookings are exact.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/conversion",
    operation_id = "reports-conversion",
    tag = "reports",
    summary = "Report how many searches led to bookings",
    params(("shop_id" = String, Path), ReportParams),
    responses((status = 200, description = "The report.", body = Success<ReportView<ConversionFigures>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ReportParams>,
) -> Result<Ok200<ReportView<ConversionFigures>>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let asked = params.parse()?;
    let report = of_shop(&state.app, shop, asked).await?;
    Ok(Ok200(ReportView::of(&report)))
}
