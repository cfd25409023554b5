//! `DELETE /api/v1/auth/sessions/{session_id}`: signs a device of the caller's out.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, PathId, author};
use application::identity::ending;
use axum::extract::State;
use booking_rules::ids::SessionId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::SessionView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/auth/sessions/{session_id}",
    operation_id = "auth-revoke-session",
    tag = "auth",
    summary = "Sign a device out",
    description = "Its refresh token is dead at once; its access token lives out its quarter of an hour.",
    params(("session_id" = String, Path)),
    responses((status = 200, description = "The session, now ended.", body = Success<SessionView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    PathId(session): PathId<SessionId>,
) -> Result<Ok200<SessionView>, ApiError> {
    let author = author(caller.identity(), &context);
    let ended = ending::revoke(&state.app, caller.account(), session, &author).await?;
    Ok(Ok200(SessionView::new(ended, caller.identity().session)))
}
