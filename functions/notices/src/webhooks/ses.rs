//! `POST /api/v1/webhooks/ses`: what became of messages that Amazon SES carries.

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
    path = "/api/v1/webhooks/ses",
    operation_id = "webhooks-ses",
    tag = "notices",
    summary = "Hear what became of messages that Amazon SES carries",
    description = "An event that Amazon SNS delivers and signs, of the one topic that is configured. That topic is told yes when it asks to deliver here. A late, repeated or out-of-order event changes nothing.",
    request_body(content = String, content_type = "text/plain"),
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
    let call = call(query.as_deref(), &headers, "", "", &body);
    callbacks::hear_ses(&state.app, state.callbacks()?, call).await?;
    Ok(StatusCode::NO_CONTENT)
}
