//! `GET /api/v1/me/consents`: what the caller agreed to get, and when they said so.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200};
use application::consents;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::consents::ConsentsView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/me/consents",
    operation_id = "me-list-consents",
    tag = "me",
    summary = "What I agreed to get",
    description = "Also what was agreed to before there was an account, with an address or number that is the caller's now.",
    responses((status = 200, description = "The caller's consents.", body = Success<ConsentsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Answer<ConsentsView>, ApiError> {
    let found = consents::list(&state.app, caller.account()).await?;
    Ok(Ok200(ConsentsView::of(found, caller.account())).into())
}
