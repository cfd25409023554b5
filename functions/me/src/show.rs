//! `GET /api/v1/me`: who the caller is and what it may do, so that a front end shows only what will be allowed.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200};
use application::identity::accounts;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::MeView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "me-show",
    tag = "me",
    summary = "Who I am and what I may do",
    responses((status = 200, description = "The caller.", body = Success<MeView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Answer<MeView>, ApiError> {
    let account = accounts::show(&state.app, caller.account()).await?;
    if account.as_ref().is_some_and(|account| account.record.closed) {
        return Err(ApiError::unauthenticated());
    }
    let places = state.app.memberships(caller.account()).await?;
    let version = account.as_ref().map(|a| a.version);
    let answer = Ok200(MeView::new(caller.identity(), account.map(|a| a.record), &places));
    Ok(match version {
        Some(version) => answer.with_version(version),
        None => answer.into(),
    })
}
