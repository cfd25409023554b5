//! `DELETE /api/v1/hooks/{hook_id}`: takes a webhook back.

use api::auth::permissions::ManageHooks;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathId, author};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::HookId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Nothing is told to it any more, and its secret is gone.
#[utoipa::path(
    delete,
    path = "/api/v1/hooks/{hook_id}",
    operation_id = "hooks-delete",
    tag = "hooks",
    summary = "Delete a webhook",
    params(("hook_id" = String, Path)),
    responses((status = 200, description = "The webhook that was.", body = Success<HookView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    context: RequestContext,
    PathId(id): PathId<HookId>,
) -> Result<Ok200<HookView>, ApiError> {
    let id = caller.own(id)?;
    let author = author(caller.identity(), &context);
    let gone = hooks::delete(&state.app, id, &author).await?;
    Ok(Ok200(gone.into()))
}
