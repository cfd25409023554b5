//! `POST /api/v1/auth/unlock`: the way out of a lock, by the link in the letter about it.

use api::author::guest;
use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Ok200, Public};
use application::identity::signing_in;
use axum::extract::State;
use secrecy::ExposeSecret;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::Secret;
use crate::views::DoneView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The secret of the link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockInput {
    #[schema(required, value_type = String)]
    token: Option<Secret>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/unlock",
    operation_id = "auth-unlock",
    tag = "auth",
    summary = "Unlock signing in",
    request_body = UnlockInput,
    responses((status = 200, description = "Signing in may be tried again.", body = Success<DoneView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    body: Body<UnlockInput>,
) -> Result<Ok200<DoneView>, ApiError> {
    let mut fields = Fields::new();
    let token = fields.parse("token", body.value.token, Secret::read);
    let (token,) = fields.finish((token,))?;
    signing_in::unlock(&state.app, token.expose_secret(), &guest(&context)).await?;
    Ok(Ok200(DoneView {}))
}
