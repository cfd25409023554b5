//! `GET /.well-known/jwks.json`: the keys that verify our access tokens, for whoever else is shown one.

use api::{ApiError, ApiState, Public};
use application::signing_keys;
use axum::extract::State;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The JSON Web Key Set (RFC 7517) as it is, without the envelope of other answers. A key stands here a day before it
/// signs and until its last token has ended.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    operation_id = "auth-jwks",
    tag = "auth",
    summary = "The public keys of access tokens",
    responses((status = 200, content_type = "application/json", body = serde_json::Value))
)]
async fn handle(State(state): State<ApiState>, _: Public) -> Result<impl IntoResponse, ApiError> {
    let keys = signing_keys::published(&state.app).await?;
    // An hour is far less than the day a key is told before it signs.
    let headers = [
        ("content-type", "application/json"),
        ("cache-control", "public, max-age=3600"),
    ];
    Ok((headers, keys))
}
