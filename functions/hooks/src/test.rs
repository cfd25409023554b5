//! `POST /api/v1/hooks/{hook_id}/test`: calls a webhook to try the line.

use api::auth::permissions::ManageHooks;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Created, PathId};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::HookId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookDeliveryView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A `Ping` goes out as everything else does; what became of it is in the list of deliveries.
#[utoipa::path(
    post,
    path = "/api/v1/hooks/{hook_id}/test",
    operation_id = "hooks-test",
    tag = "hooks",
    summary = "Try a webhook",
    params(("hook_id" = String, Path)),
    responses((status = 201, description = "The call to come.", body = Success<HookDeliveryView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    PathId(id): PathId<HookId>,
) -> Result<Answer<HookDeliveryView>, ApiError> {
    let delivery = hooks::ping(&state.app, caller.own(id)?).await?;
    Ok(Created(delivery.into()).into())
}
