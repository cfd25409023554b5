//! `GET /api/v1/auth/sessions`: where the caller is signed in.

use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200};
use application::identity::ending;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::SessionView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/auth/sessions",
    operation_id = "auth-list-sessions",
    tag = "auth",
    summary = "Where I am signed in",
    responses((status = 200, description = "The sessions, newest first.", body = Success<Vec<SessionView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Ok200<Vec<SessionView>>, ApiError> {
    let sessions = ending::list(&state.app, caller.account()).await?;
    let own = caller.identity().session;
    Ok(Ok200(
        sessions
            .into_iter()
            .map(|session| SessionView::new(session, own))
            .collect(),
    ))
}
