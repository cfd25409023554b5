//! `DELETE /api/v1/auth/totp`: takes the second factor away.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Ok200, author};
use application::identity::second_factor;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shown::FactorInput;
use crate::views::DoneView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/auth/totp",
    operation_id = "auth-disable-totp",
    tag = "auth",
    summary = "Take the second factor away",
    description = "Asks for it once more: whoever merely found somebody signed in cannot.",
    request_body = FactorInput,
    responses((status = 200, description = "Signing in asks for it no more.", body = Success<DoneView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    body: Body<FactorInput>,
) -> Result<Answer<DoneView>, ApiError> {
    let shown = body.value.parse()?;
    let author = author(caller.identity(), &context);
    second_factor::disable(&state.app, caller.identity(), &shown, &author).await?;
    Ok(Ok200(DoneView {}).into())
}
