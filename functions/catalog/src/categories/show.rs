//! `GET /api/v1/categories/{category_id}`: a category, for everybody.

use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Public};
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
    get,
    path = "/api/v1/categories/{category_id}",
    operation_id = "categories-show",
    tag = "catalog",
    summary = "Show a category",
    params(("category_id" = String, Path)),
    responses((status = 200, description = "The category.", body = Success<CategoryView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    PathId(id): PathId<CategoryId>,
) -> Result<Answer<CategoryView>, ApiError> {
    let found = catalog::show_category(&state.app, id).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
