//! `POST /api/v1/webhooks/inbound-sms`: a text message that somebody sent to a number of ours.

use api::context::RequestContext;
use api::schema::PublicRefusals;
use api::{ApiError, ApiState, Public, RawBody};
use application::{Author, callbacks, two_way};
use axum::extract::{RawQuery, State};
use http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Ten parts of a text message with all that Twilio says of it are well under this.
const LIMIT: usize = 64 * 1024;

#[utoipa::path(
    post,
    path = "/api/v1/webhooks/inbound-sms",
    operation_id = "webhooks-inbound-sms",
    tag = "notices",
    summary = "Hear an answer to a text message",
    description = "Twilio sends this, signed over the public address and the form. YES confirms the one visit that the \
                   number was asked about, NO cancels it within the shop's policy, STOP and START are obeyed; anything \
                   else is put before the shop. A message that was heard before changes nothing.",
    params(("x-twilio-signature" = String, Header, description = "base64 of HMAC-SHA1 with the account's auth token.")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 204, description = "Heard."),
        (status = 401, description = "Not signed with our secret."),
        PublicRefusals
    )
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawBody(body): RawBody<LIMIT>,
) -> Result<StatusCode, ApiError> {
    let call = call(query.as_deref(), &headers, "x-twilio-signature", "", &body);
    let sms = callbacks::hear_inbound(&state.app, state.callbacks()?, call).await?;
    let Some(sms) = sms else {
        // From a short code, or without what we need to know: there is nobody to answer.
        tracing::info!(sms.readable = false, "an inbound text message passed over");
        return Ok(StatusCode::NO_CONTENT);
    };
    let author = Author::guest(Some(context.request_id.clone()).filter(|id| !id.is_empty()));
    let heard = two_way::hear(&state.app, &sms, &author.at(context.place)).await?;
    tracing::info!(sms.id = sms.id, sms.heard = heard.as_str(), "an inbound text message");
    Ok(StatusCode::NO_CONTENT)
}
