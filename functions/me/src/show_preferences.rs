//! `GET /api/v1/me/preferences`: how the caller wants to be written to.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200};
use application::preferences;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::preferences::PreferencesView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/me/preferences",
    operation_id = "me-show-preferences",
    tag = "me",
    summary = "How I want to be written to",
    responses((status = 200, description = "The caller's choices.", body = Success<PreferencesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Answer<PreferencesView>, ApiError> {
    let found = preferences::show(&state.app, caller.account()).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
