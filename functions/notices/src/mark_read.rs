//! `POST /api/v1/me/notices/{notice_id}/read`: the caller has read one.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, PathId};
use application::app_notices;
use axum::extract::State;
use booking_rules::ids::AppNoticeId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app_notices::AppNoticeView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/me/notices/{notice_id}/read",
    operation_id = "notices-mark-read",
    tag = "notices",
    summary = "Mark one of my notices as read",
    params(("notice_id" = String, Path)),
    responses((status = 200, description = "It is read, since then or since before.", body = Success<AppNoticeView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    PathId(id): PathId<AppNoticeId>,
) -> Result<Ok200<AppNoticeView>, ApiError> {
    let read = app_notices::mark_read(&state.app, caller.account(), id).await?;
    Ok(Ok200(AppNoticeView::of(&read, &context)))
}
