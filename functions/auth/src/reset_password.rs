//! `POST /api/v1/auth/password-reset/confirm`: sets a new password, by the link in the letter.

use api::author::guest;
use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Ok200, Public};
use application::identity::resetting;
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

/// The secret of the link, and the new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordInput {
    #[schema(required, value_type = String)]
    token: Option<Secret>,
    /// At least eight characters, and none that others would guess.
    #[schema(required, value_type = String, format = Password)]
    password: Option<Secret>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/password-reset/confirm",
    operation_id = "auth-reset-password",
    tag = "auth",
    summary = "Set a new password",
    description = "Ends every session and a lock; signing in with the new password comes after.",
    request_body = NewPasswordInput,
    responses((status = 200, description = "The password is set.", body = Success<DoneView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    body: Body<NewPasswordInput>,
) -> Result<Ok200<DoneView>, ApiError> {
    let mut fields = Fields::new();
    let token = fields.parse("token", body.value.token, Secret::read);
    let password = fields.parse("password", body.value.password, Secret::read);
    let (token, password) = fields.finish((token, password))?;
    resetting::confirm(&state.app, token.expose_secret(), &password, &guest(&context)).await?;
    Ok(Ok200(DoneView {}))
}
