//! `GET /api/v1/businesses/{business_id}/hooks`: the webhooks of a business.

use api::auth::permissions::ManageHooks;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathId};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// There are ten at most.
#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/hooks",
    operation_id = "hooks-list",
    tag = "hooks",
    summary = "List the webhooks of a business",
    params(("business_id" = String, Path)),
    responses((status = 200, description = "The oldest first.", body = Success<Vec<HookView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    PathId(business): PathId<BusinessId>,
) -> Result<Ok200<Vec<HookView>>, ApiError> {
    let hooks = hooks::list(&state.app, caller.own_business(business)?).await?;
    Ok(Ok200(hooks.into_iter().map(Into::into).collect()))
}
