//! `POST /api/v1/auth/code/verify`: signs in with the code that was sent to a number.

use api::author::guest;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Body, Fields, Ok200, Public};
use application::identity::codes::{self, Entered, SignedInBy};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use booking_rules::values::Name;
use http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::login::{ChallengeView, LoginView};
use crate::number;
use crate::tokens::{self, Transport};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A number and the code that was sent to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeInput {
    /// As it was given when the code was asked for.
    #[schema(required, value_type = String, example = "+966501234567")]
    phone: Option<String>,
    #[schema(value_type = Option<String>, example = "SA")]
    country: Option<String>,
    /// Six digits, of any keyboard.
    #[schema(required, value_type = String, example = "482913")]
    code: Option<String>,
    /// For the account, if the number has none yet.
    #[schema(value_type = Option<String>, example = "Anna Nowak")]
    name: Option<String>,
    /// How the refresh token is to travel: `body` or `cookie`.
    #[schema(value_type = Option<String>, example = "body")]
    transport: Option<String>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/code/verify",
    operation_id = "auth-verify-code",
    tag = "auth",
    summary = "Sign in with a code",
    description = "The first code told for a number founds its account. Whatever is wrong is one answer, 401; after five \
                   tries a code is worth nothing.",
    request_body = CodeInput,
    responses((status = 200, description = "Signed in, or a second factor is asked for.", body = Success<LoginView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: Body<CodeInput>,
) -> Result<Response, ApiError> {
    let told = body.value;
    let mut fields = Fields::new();
    let phone = number::read(&mut fields, told.phone, told.country);
    let code = fields.require("code", told.code);
    let name = fields.parse_optional("name", told.name, |text| Name::parse(&text));
    let transport = fields.parse_optional("transport", told.transport, choice::<Transport>);
    let (phone, code, name, transport) = fields.finish((phone, code, name, transport))?;
    let transport = transport.unwrap_or_default();
    tokens::allow(&state, &headers, transport)?;
    let entered = Entered {
        phone,
        code,
        name,
        locale: context.locale,
        place: context.place.clone(),
    };
    match codes::verify(&state.app, &entered, &guest(&context)).await? {
        SignedInBy::Code(signed_in, refresh) => tokens::answer(&state, &signed_in, &refresh, transport).await,
        SignedInBy::Half(challenge) => Ok(Ok200(ChallengeView::from(challenge)).into_response()),
    }
}
