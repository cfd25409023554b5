//! `POST /api/v1/hooks/{hook_id}/deliveries/{delivery_id}/replay`: tells a webhook something again.

use api::auth::permissions::ManageHooks;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::{HookDeliveryId, HookId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookDeliveryView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Under the same `webhook-id`: a receiver that has it already may pass it over.
#[utoipa::path(
    post,
    path = "/api/v1/hooks/{hook_id}/deliveries/{delivery_id}/replay",
    operation_id = "hooks-replay",
    tag = "hooks",
    summary = "Tell a webhook something again",
    params(("hook_id" = String, Path), ("delivery_id" = String, Path)),
    responses((status = 200, description = "The delivery, begun anew.", body = Success<HookDeliveryView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    PathIds(hook, delivery): PathIds<HookId, HookDeliveryId>,
) -> Result<Ok200<HookDeliveryView>, ApiError> {
    let (hook, delivery) = (caller.own(hook)?, caller.own(delivery)?);
    let begun = hooks::replay(&state.app, hook, delivery).await?;
    Ok(Ok200(begun.into()))
}
