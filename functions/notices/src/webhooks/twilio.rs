//! `POST /api/v1/webhooks/twilio`: what became of a message that Twilio carries.

use api::schema::PublicRefusals;
use api::{ApiError, ApiState, Public, RawBody};
use application::callbacks;
use axum::extract::{RawQuery, State};
use http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ONE_MESSAGE, call};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/webhooks/twilio",
    operation_id = "webhooks-twilio",
    tag = "notices",
    summary = "Hear what became of a message that Twilio carries",
    description = "A status callback, signed by Twilio over the public address and the form. A late, repeated or out-of-order one changes nothing.",
    params(
        ("n" = Option<String>, Query, description = "Our own name for the message."),
        ("x-twilio-signature" = String, Header, description = "base64 of HMAC-SHA1 with the account's auth token.")
    ),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 204, description = "Heard, whether or not it was news."),
        (status = 401, description = "Not proven to be the vendor's."),
        PublicRefusals
    )
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawBody(body): RawBody<ONE_MESSAGE>,
) -> Result<StatusCode, ApiError> {
    let call = call(query.as_deref(), &headers, "x-twilio-signature", "", &body);
    callbacks::hear_twilio(&state.app, state.callbacks()?, call).await?;
    Ok(StatusCode::NO_CONTENT)
}
