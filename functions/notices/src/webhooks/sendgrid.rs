//! `POST /api/v1/webhooks/sendgrid`: what became of messages that SendGrid carries.

use api::schema::PublicRefusals;
use api::{ApiError, ApiState, Public, RawBody};
use application::callbacks;
use axum::extract::{RawQuery, State};
use http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Events come in batches; one is about a kilobyte.
const BATCH: usize = 1024 * 1024;
const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

#[utoipa::path(
    post,
    path = "/api/v1/webhooks/sendgrid",
    operation_id = "webhooks-sendgrid",
    tag = "notices",
    summary = "Hear what became of messages that SendGrid carries",
    description = "A batch of events, signed by SendGrid over timestamp and body. A late, repeated or out-of-order event changes nothing.",
    params(
        ("x-twilio-email-event-webhook-signature" = String, Header, description = "base64 of an ECDSA signature, P-256 and SHA-256."),
        ("x-twilio-email-event-webhook-timestamp" = String, Header, description = "Unix seconds, at most 25 hours ago.")
    ),
    request_body(content = String, content_type = "application/json"),
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
    RawBody(body): RawBody<BATCH>,
) -> Result<StatusCode, ApiError> {
    let call = call(query.as_deref(), &headers, SIGNATURE, TIMESTAMP, &body);
    callbacks::hear_sendgrid(&state.app, state.callbacks()?, call).await?;
    Ok(StatusCode::NO_CONTENT)
}
