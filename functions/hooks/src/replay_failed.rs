//! `POST /api/v1/hooks/{hook_id}/replay`: tells a webhook again what it did not take.

use api::auth::permissions::ManageHooks;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Fields, Instant, Ok200, PathId};
use application::hooks;
use axum::extract::State;
use booking_rules::ids::HookId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// From when on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayInput {
    /// What happened from then on.
    #[schema(required, value_type = String, format = DateTime)]
    since: Option<Instant>,
}

/// What was begun anew.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayedView {
    replayed: usize,
    /// Whether there may be more; ask again once these are under way.
    more: bool,
}

/// What failed, or was held back while the webhook was switched off; oldest first, a hundred at a time.
#[utoipa::path(
    post,
    path = "/api/v1/hooks/{hook_id}/replay",
    operation_id = "hooks-replay-failed",
    tag = "hooks",
    summary = "Tell a webhook again what it did not take",
    params(("hook_id" = String, Path)),
    request_body = ReplayInput,
    responses((status = 200, description = "How many are under way again.", body = Success<ReplayedView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    PathId(id): PathId<HookId>,
    body: Body<ReplayInput>,
) -> Result<Ok200<ReplayedView>, ApiError> {
    let id = caller.own(id)?;
    let mut fields = Fields::new();
    let since = fields.require("since", body.value.since);
    let since = fields.finish(since)?;
    let begun = hooks::replay_failed(&state.app, id, since.into()).await?;
    Ok(Ok200(ReplayedView {
        replayed: begun.count,
        more: begun.more,
    }))
}
