//! `GET /api/v1/businesses/{business_id}/exports`: the files of a business.

use api::auth::permissions::ReadFinances;
use api::pagination::{Cursor, PageParams};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Page, Params, PathId};
use application::exports;
use axum::extract::State;
use booking_rules::ids::{BusinessId, ExportId};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::{ExportView, onlooker};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Those within the caller's reach; links are given by `exports-show` alone.
#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/exports",
    operation_id = "exports-list",
    tag = "exports",
    summary = "List files",
    params(("business_id" = String, Path), PageParams),
    responses((status = 200, description = "Newest first.", body = Success<Vec<ExportView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(business): PathId<BusinessId>,
    Params(page): Params<PageParams>,
) -> Result<Page<ExportView>, ApiError> {
    caller.own_business(business)?;
    let mut fields = Fields::new();
    let after = fields.check_optional("cursor", page.cursor.as_ref().map(Cursor::key::<ExportId>));
    let after = fields.finish(after)?;
    let limit = usize::from(page.limit.unwrap_or_default().get());
    let (found, next) = exports::list(&state.app, &onlooker(&caller), limit, after).await?;
    let views = found.into_iter().map(Into::into).collect();
    Ok(Page(views, next.map(|next| json!(next))))
}
