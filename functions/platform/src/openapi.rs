//! `platform-openapi`: the document of the whole API.

use api::{ApiState, Public};
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Made from the routes by `cargo xtask openapi` and checked in: a function that linked every area only to describe
/// them would be the largest of all. A test keeps it current.
const DOCUMENT: &str = include_str!("../openapi.json");

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Describes every endpoint (OpenAPI 3.1).
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "platform-openapi",
    tag = "platform",
    responses((status = 200, content_type = "application/json", body = serde_json::Value))
)]
async fn handle(_: Public) -> impl IntoResponse {
    (
        [
            ("content-type", "application/json"),
            ("cache-control", "public, max-age=300"),
        ],
        DOCUMENT,
    )
}
