//! `GET /api/v1/businesses/{business_id}/exports/{export_id}`: how far a file is, and where to fetch it.

use api::auth::permissions::ReadFinances;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::exports;
use axum::extract::State;
use booking_rules::ids::{BusinessId, ExportId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::{ExportView, onlooker};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A file that is ready comes with a link that works for ten minutes; whoever was handed one is written down.
#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/exports/{export_id}",
    operation_id = "exports-show",
    tag = "exports",
    summary = "Show a file and get a link to it",
    params(("business_id" = String, Path), ("export_id" = String, Path)),
    responses((status = 200, description = "The file.", body = Success<ExportView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    context: RequestContext,
    PathIds(business, id): PathIds<BusinessId, ExportId>,
) -> Result<Ok200<ExportView>, ApiError> {
    caller.own_business(business)?;
    let export = exports::show(&state.app, &onlooker(&caller), caller.own(id)?).await?;
    let author = author(caller.identity(), &context);
    let link = exports::link(&state.app, &export, &author).await?;
    Ok(Ok200(ExportView::from(export).with_link(link)))
}
