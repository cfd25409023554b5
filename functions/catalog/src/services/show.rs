//! `GET /api/v1/services/{service_id}`: a service, for everybody.

use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Public};
use application::catalog;
use axum::extract::State;
use booking_rules::ids::ServiceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ServiceView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/services/{service_id}",
    operation_id = "services-show",
    tag = "catalog",
    summary = "Show a service",
    params(("service_id" = String, Path)),
    responses((status = 200, description = "The service.", body = Success<ServiceView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    PathId(id): PathId<ServiceId>,
) -> Result<Answer<ServiceView>, ApiError> {
    let found = catalog::show_service(&state.app, id).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
