//! `POST /api/v1/hooks/{hook_id}/rotate-secret`: another secret for a webhook.

use api::auth::permissions::ManageHooks;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathId, author};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::HookId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookSecretView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// For a day calls carry two signatures, so that a receiver may change over in its own time. A second rotation within that
/// day ends the oldest secret at once.
#[utoipa::path(
    post,
    path = "/api/v1/hooks/{hook_id}/rotate-secret",
    operation_id = "hooks-rotate-secret",
    tag = "hooks",
    summary = "Give a webhook another secret",
    params(("hook_id" = String, Path)),
    responses((status = 200, description = "The new secret.", body = Success<HookSecretView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    context: RequestContext,
    PathId(id): PathId<HookId>,
) -> Result<Ok200<HookSecretView>, ApiError> {
    let id = caller.own(id)?;
    let author = author(caller.identity(), &context);
    let (secret, until) = hooks::rotate_secret(&state.app, id, &author).await?;
    Ok(Ok200(HookSecretView::of(&secret, until)))
}
