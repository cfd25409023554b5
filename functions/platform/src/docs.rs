//! `platform-docs`: the document as a page, at `/docs` and beside the API.

use api::{ApiState, Public};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// One file without outside parts: it works without internet, and its policy allows no other script.
const PAGE: &str = include_str!("../docs.html");

/// The page runs its own script and style and talks to its own origin.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle)).route("/docs", get(page))
}

/// Shows the API to people.
#[utoipa::path(
    get,
    path = "/api/v1/docs",
    operation_id = "platform-docs",
    tag = "platform",
    responses((status = 200, content_type = "text/html", body = String))
)]
async fn handle(public: Public) -> impl IntoResponse {
    page(public).await
}

async fn page(_: Public) -> impl IntoResponse {
    (
        [
            ("content-type", "text/html; charset=utf-8"),
            ("content-security-policy", POLICY),
        ],
        PAGE,
    )
}
