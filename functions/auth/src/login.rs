//! `POST /api/v1/auth/login`: signs in with an address and a password.

use api::author::guest;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Ok200, Public};
use application::identity::second_factor::{CHALLENGE_LIFE, ChallengeToken};
use application::identity::signing_in::{self, Passed};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use booking_rules::values::Email;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::Secret;
use crate::tokens::{self, TokensView, Transport};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// An address and a password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginInput {
    #[schema(required, value_type = String, example = "anna@guests.example")]
    email: Option<String>,
    #[schema(required, value_type = String, format = Password)]
    password: Option<Secret>,
    /// How the refresh token is to travel: `body` or `cookie`.
    #[schema(value_type = Option<String>, example = "body")]
    transport: Option<String>,
}

/// The password was right, and a second factor is asked for.
#[derive(Serialize, ToSchema)]
pub struct ChallengeView {
    /// Always true.
    second_factor_required: bool,
    /// To be sent with the second factor.
    challenge: String,
    /// Seconds the challenge is good for.
    #[schema(example = 300)]
    challenge_expires_in: i64,
}

impl From<ChallengeToken> for ChallengeView {
    fn from(challenge: ChallengeToken) -> Self {
        Self {
            second_factor_required: true,
            challenge: challenge.reveal().to_owned(),
            challenge_expires_in: CHALLENGE_LIFE.num_seconds(),
        }
    }
}

/// Tokens, or the challenge that comes before them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum LoginView {
    Tokens(TokensView),
    Challenge(ChallengeView),
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/login",
    operation_id = "auth-login",
    tag = "auth",
    summary = "Sign in with a password",
    description = "Whatever is wrong is one answer, 401. After five tries in a quarter of an hour: 429 until it is over. After \
                   ten wrong ones in a day: 429 until it is over, or until the link in the letter to the owner is followed.",
    request_body = LoginInput,
    responses((status = 200, description = "Signed in, or a second factor is asked for.", body = Success<LoginView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: Body<LoginInput>,
) -> Result<Response, ApiError> {
    let mut fields = Fields::new();
    let email = fields.parse("email", body.value.email, |text| Email::parse(&text));
    let password = fields.parse("password", body.value.password, Secret::read);
    let transport = fields.parse_optional("transport", body.value.transport, choice::<Transport>);
    let (email, password, transport) = fields.finish((email, password, transport))?;
    let transport = transport.unwrap_or_default();
    tokens::allow(&state, &headers, transport)?;
    let (from, author) = (context.address(), guest(&context));
    match signing_in::with_password(&state.app, &email, &password, from, &author).await? {
        Passed::SignedIn(signed_in, refresh) => tokens::answer(&state, &signed_in, &refresh, transport).await,
        Passed::Challenged(challenge) => Ok(Ok200(ChallengeView::from(challenge)).into_response()),
    }
}
