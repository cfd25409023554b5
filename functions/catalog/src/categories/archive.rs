//! `POST /api/v1/categories/{category_id}/archive`: takes a heading off the price list; its services stay.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId, author};
use application::catalog;
use axum::extract::State;
use booking_rules::ids::CategoryId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::CategoryView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/categories/{category_id}/archive",
    operation_id = "categories-archive",
    tag = "catalog",
    summary = "Archive a category",
    description = "Its services stay bookable. Archiving twice changes nothing.",
    params(("category_id" = String, Path)),
    responses((status = 200, description = "The category.", body = Success<CategoryView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    PathId(id): PathId<CategoryId>,
) -> Result<Answer<CategoryView>, ApiError> {
    let author = author(caller.identity(), &context);
    let archived = catalog::archive_category(&state.app, caller.own(id)?, &author).await?;
    Ok(Ok200(archived.record.into()).with_version(archived.version))
}
