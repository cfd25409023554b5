//! `POST /api/v1/auth/verify-email`: the link of the letter was followed; the account comes to be.

use api::author::guest;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Public};
use application::identity::registering;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use secrecy::ExposeSecret;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::Secret;
use crate::tokens::{self, TokensView, Transport};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The secret of the link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationInput {
    #[schema(required, value_type = String)]
    token: Option<Secret>,
    /// How the refresh token is to travel: `body` or `cookie`.
    #[schema(value_type = Option<String>, example = "body")]
    transport: Option<String>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/verify-email",
    operation_id = "auth-verify-email",
    tag = "auth",
    summary = "Confirm the address and sign in",
    description = "Works once and for a day. Bookings that were made with the address before become the account's.",
    request_body = VerificationInput,
    responses((status = 200, description = "Signed in.", body = Success<TokensView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: Body<VerificationInput>,
) -> Result<Response, ApiError> {
    let mut fields = Fields::new();
    let token = fields.parse("token", body.value.token, Secret::read);
    let transport = fields.parse_optional("transport", body.value.transport, choice::<Transport>);
    let (token, transport) = fields.finish((token, transport))?;
    let transport = transport.unwrap_or_default();
    tokens::allow(&state, &headers, transport)?;
    let begun = registering::confirm(&state.app, token.expose_secret(), &guest(&context)).await?;
    tokens::answer(&state, &begun.0, &begun.1, transport).await
}
