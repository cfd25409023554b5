//! `OPTIONS /{path}`: whether a web page may send the request it is about to send.
//!
//! The outermost layer answers preflights, for it marks the other answers too; an `OPTIONS` that is none finds no route.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
}
