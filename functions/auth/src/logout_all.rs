//! `POST /api/v1/auth/logout-all`: ends every session of the caller.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, author};
use application::identity::ending;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::tokens;
use crate::views::DoneView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/logout-all",
    operation_id = "auth-logout-all",
    tag = "auth",
    summary = "Sign out everywhere",
    description = "Every refresh token is dead at once; access tokens live out their quarter of an hour.",
    responses((status = 200, description = "Signed out everywhere.", body = Success<DoneView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    ending::end_all(&state.app, caller.account(), &author(caller.identity(), &context)).await?;
    let forgotten = tokens::forget_cookie(&headers)?;
    Ok((forgotten, Ok200(DoneView {})).into_response())
}
