//! `POST /api/v1/services/{service_id}/archive`: takes a service off the price list; its bookings stay.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId, author};
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
    post,
    path = "/api/v1/services/{service_id}/archive",
    operation_id = "services-archive",
    tag = "catalog",
    summary = "Archive a service",
    description = "Its bookings stay; it takes no new ones. Archiving twice changes nothing.",
    params(("service_id" = String, Path)),
    responses((status = 200, description = "The service.", body = Success<ServiceView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    PathId(id): PathId<ServiceId>,
) -> Result<Answer<ServiceView>, ApiError> {
    let author = author(caller.identity(), &context);
    let archived = catalog::archive_service(&state.app, caller.own(id)?, &author).await?;
    Ok(Ok200(archived.record.into()).with_version(archived.version))
}
