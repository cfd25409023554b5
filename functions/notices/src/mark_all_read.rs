//! `POST /api/v1/me/notices/read-all`: the caller has seen the list.

use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200};
use application::app_notices;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What became of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllRead {
    /// How many were unread until now. A list with more than a thousand is marked by asking again.
    marked: usize,
}

#[utoipa::path(
    post,
    path = "/api/v1/me/notices/read-all",
    operation_id = "notices-mark-all-read",
    tag = "notices",
    summary = "Mark all of my notices as read",
    responses((status = 200, description = "They are read.", body = Success<AllRead>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Ok200<AllRead>, ApiError> {
    let marked = app_notices::mark_all_read(&state.app, caller.account()).await?;
    Ok(Ok200(AllRead { marked }))
}
