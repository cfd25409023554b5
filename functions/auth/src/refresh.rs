//! `POST /api/v1/auth/refresh`: uses a refresh token, in the body or in the cookie, and answers the next.

use api::author::guest;
use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Fields, OptionalBody, Public};
use application::identity::refreshing;
use application::identity::sessions::is_csrf_token;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::Secret;
use crate::tokens::{self, CSRF_TOKEN, TokensView, Transport};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The refresh token, unless it is in the cookie.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/refresh",
    operation_id = "auth-refresh",
    tag = "auth",
    summary = "Get new tokens",
    description = "A refresh token works once. Using one a second time ends its session, for it cannot be known who of the two \
                   was the owner; of two uses at once one is answered, and the session ends all the same.",
    params(("x-csrf-token" = Option<String>, Header, description = "Answered with the cookie; needed with the cookie.")),
    request_body = Option<RefreshInput>,
    responses((status = 200, description = "The next tokens, the way this one came.", body = Success<TokensView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: OptionalBody<RefreshInput>,
) -> Result<Response, ApiError> {
    let mut fields = Fields::new();
    let token = fields.parse_optional("refresh_token", body.value.refresh_token, Secret::read);
    let (token,) = fields.finish((token,))?;
    let (token, transport) = match token {
        Some(token) => (token, Transport::Body),
        None => (from_cookie(&state, &headers)?, Transport::Cookie),
    };
    let (signed_in, next) = refreshing::refresh(&state.app, token.expose_secret(), &guest(&context)).await?;
    tokens::answer(&state, &signed_in, &next, transport).await
}

/// A browser sends the cookie whoever asks it to; only our own page knows what belongs to it.
fn from_cookie(state: &ApiState, headers: &HeaderMap) -> Result<SecretString, ApiError> {
    tokens::allow(state, headers, Transport::Cookie)?;
    let shown = headers
        .get(CSRF_TOKEN)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    tokens::in_cookie(headers)
        .filter(|token| is_csrf_token(token.expose_secret(), shown))
        .ok_or_else(ApiError::unauthenticated)
}
