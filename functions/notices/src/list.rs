//! `GET /api/v1/me/notices`: what the caller is told, newest first.

use api::context::RequestContext;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Fields, Ok200, Params};
use application::app_notices;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app_notices::AppNoticeView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which of them to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppNoticeParams {
    /// Only what is unread.
    #[serde(default)]
    unread: bool,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
}

/// A page of the caller's list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppNoticesView {
    /// How many are unread; counted up to 100.
    #[schema(minimum = 0, maximum = 100)]
    unread: usize,
    notices: Vec<AppNoticeView>,
}

#[utoipa::path(
    get,
    path = "/api/v1/me/notices",
    operation_id = "notices-list",
    tag = "notices",
    summary = "List what I am told",
    description = "Of my own bookings as a customer, and of those I serve or run. What is older than the business keeps \
                   such things is gone.",
    params(AppNoticeParams),
    responses((status = 200, description = "The newest first.", body = Success<AppNoticesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    Params(params): Params<AppNoticeParams>,
) -> Result<Answer<AppNoticesView>, ApiError> {
    let mut fields = Fields::new();
    let before = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key));
    let before = fields.finish(before)?;
    let limit = usize::from(params.limit.get());
    let found = app_notices::list(&state.app, caller.account(), params.unread, limit, before).await?;
    let view = AppNoticesView {
        unread: found.unread,
        notices: found
            .notices
            .iter()
            .map(|notice| AppNoticeView::of(notice, &context))
            .collect(),
    };
    Ok(Answer::from(Ok200(view)).with_next(found.next.map(|next| serde_json::json!(next))))
}
