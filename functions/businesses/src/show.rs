//! `GET /api/v1/businesses/{business_id}`: a business, for those who belong to it.

use api::auth::permissions::ReadBusiness;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId};
use application::businesses;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BusinessView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}",
    operation_id = "businesses-show",
    tag = "businesses",
    summary = "Show a business",
    params(("business_id" = String, Path)),
    responses((status = 200, description = "The business.", body = Success<BusinessView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadBusiness>,
    PathId(id): PathId<BusinessId>,
) -> Result<Answer<BusinessView>, ApiError> {
    let found = businesses::show(&state.app, caller.own_business(id)?).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
