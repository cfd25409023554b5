//! `POST /api/v1/auth/login/second-factor`: answers the challenge that a first factor has earned.

use api::author::guest;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Public};
use application::identity::second_factor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shown;
use crate::tokens::{self, TokensView, Transport};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The challenge, and a code of the authenticator or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    #[schema(required, value_type = String)]
    challenge: Option<String>,
    /// Six digits of the authenticator.
    #[schema(value_type = Option<String>, example = "482913")]
    code: Option<String>,
    #[schema(value_type = Option<String>, example = "1a2b-3c4d-5e6f-7g8h")]
    recovery_code: Option<String>,
    /// How the refresh token is to travel: `body` or `cookie`.
    #[schema(value_type = Option<String>, example = "body")]
    transport: Option<String>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/login/second-factor",
    operation_id = "auth-login-second-factor",
    tag = "auth",
    summary = "Show the second factor",
    description = "A challenge is good for five minutes and five tries, a code for one use. Whatever is wrong is one \
                   answer, 401; after ten tries an hour on one account, 429.",
    request_body = AnswerInput,
    responses((status = 200, description = "Signed in.", body = Success<TokensView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: Body<AnswerInput>,
) -> Result<Response, ApiError> {
    let given = body.value;
    let mut fields = Fields::new();
    let challenge = fields.require("challenge", given.challenge);
    let shown = shown::read(&mut fields, given.code, given.recovery_code);
    let transport = fields.parse_optional("transport", given.transport, choice::<Transport>);
    let (challenge, shown, transport) = fields.finish((challenge, shown, transport))?;
    let transport = transport.unwrap_or_default();
    tokens::allow(&state, &headers, transport)?;
    let (place, author) = (context.place.clone(), guest(&context));
    let (signed_in, refresh) = second_factor::answer(&state.app, &challenge, &shown, place, &author).await?;
    tokens::answer(&state, &signed_in, &refresh, transport).await
}
