//! `GET /api/v1/shops/{shop_id}/reports/files/{file_id}`: one report, and where to fetch it.

use api::auth::permissions::ReadFinances;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::access::Permission;
use application::report_jobs::{ReportName, links, show};
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::files::ReportFileView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Each file comes with a link that works for ten minutes while it is kept; whoever was handed one is written down.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/files/{file_id}",
    operation_id = "reports-show-file",
    tag = "reports",
    summary = "Show a report and get links to its files",
    params(("shop_id" = String, Path), ("file_id" = String, Path, example = "monthly-2027-03")),
    responses((status = 200, description = "The report.", body = Success<ReportFileView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    context: RequestContext,
    PathIds(shop, name): PathIds<ShopId, ReportName>,
) -> Result<Ok200<ReportFileView>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let file = show(&state.app, shop, name).await?;
    let author = author(caller.identity(), &context);
    let links = links(&state.app, &file, &author).await?;
    Ok(Ok200(ReportFileView::from(file).with_links(links)))
}
