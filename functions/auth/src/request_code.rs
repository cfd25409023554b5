//! `POST /api/v1/auth/code`: sends a code to a number, to sign in with.

use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, Fields, Public};
use application::identity::codes::{self, CODE_LIFE, OtpChannel, RESEND_AFTER};
use axum::extract::State;
use booking_rules::values::Locale;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::number;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Where to send a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// A mobile number; international, or as it is dialled at home in `country`.
    #[schema(required, value_type = String, example = "+966501234567")]
    phone: Option<String>,
    #[schema(value_type = Option<String>, example = "SA")]
    country: Option<String>,
    /// `sms`, or `whatsapp` where it is set up.
    #[schema(value_type = Option<String>, example = "sms")]
    channel: Option<String>,
    /// The language of the message: `pl`, `en` or `ar`; that of the request unless given.
    #[schema(value_type = Option<String>, example = "ar")]
    locale: Option<String>,
}

/// The same for every number.
#[derive(Serialize, ToSchema)]
pub struct CodeRequested {
    /// Seconds the code is good for.
    #[schema(example = 300)]
    expires_in: i64,
    /// Seconds until another one may be asked for.
    #[schema(example = 60)]
    resend_in: i64,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/code",
    operation_id = "auth-request-code",
    tag = "auth",
    summary = "Have a sign-in code sent",
    description = "Six digits, good for five minutes and five tries; the code before is worth nothing any more. Another one \
                   after a minute; five an hour for a number, twenty for a network address.",
    request_body = CodeRequest,
    responses((status = 202, description = "A code is on its way.", body = Success<CodeRequested>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    body: Body<CodeRequest>,
) -> Result<Answer<CodeRequested>, ApiError> {
    let wish = body.value;
    let mut fields = Fields::new();
    let phone = number::read(&mut fields, wish.phone, wish.country);
    let channel = fields.parse_optional("channel", wish.channel, choice::<OtpChannel>);
    let locale = fields.parse_optional("locale", wish.locale, |tag| Locale::parse(&tag));
    let (phone, channel, locale) = fields.finish((phone, channel, locale))?;
    let (channel, locale) = (channel.unwrap_or_default(), locale.unwrap_or(context.locale));
    codes::request(&state.app, &phone, channel, locale, context.address()).await?;
    let requested = CodeRequested {
        expires_in: CODE_LIFE.num_seconds(),
        resend_in: RESEND_AFTER.num_seconds(),
    };
    Ok(Answer::new(StatusCode::ACCEPTED, requested))
}
