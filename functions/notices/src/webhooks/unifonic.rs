//! `POST /api/v1/webhooks/unifonic`: Unifonic has news of a message.

use api::schema::PublicRefusals;
use api::{ApiError, ApiState, Public, RawBody};
use application::callbacks;
use axum::extract::{RawQuery, State};
use booking_rules::notices::Vendor;
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
    path = "/api/v1/webhooks/unifonic",
    operation_id = "webhooks-unifonic",
    tag = "notices",
    summary = "Hear that Unifonic has news of a message",
    description = "Unifonic signs nothing, so nothing in the call is believed: Unifonic is asked about the message within two minutes.",
    params(
        ("key" = String, Query, description = "The secret of this address."),
        ("n" = Option<String>, Query, description = "Our own name for the message.")
    ),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Heard, whether or not it was news."),
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
    callbacks::hear_hint(&state.app, state.callbacks()?, Vendor::Unifonic, call).await?;
    Ok(StatusCode::OK)
}
