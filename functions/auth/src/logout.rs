//! `POST /api/v1/auth/logout`: ends the caller's session.

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
    path = "/api/v1/auth/logout",
    operation_id = "auth-logout",
    tag = "auth",
    summary = "Sign out",
    description = "The refresh token is dead at once; an access token lives out its quarter of an hour.",
    responses((status = 200, description = "Signed out.", body = Success<DoneView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(session) = caller.identity().session {
        let author = author(caller.identity(), &context);
        ending::sign_out(&state.app, caller.account(), session, &author).await?;
    }
    let forgotten = tokens::forget_cookie(&headers)?;
    Ok((forgotten, Ok200(DoneView {})).into_response())
}
