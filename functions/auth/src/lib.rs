//! Signing in and out: accounts, sessions, second factors, keys for servers.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod jwks;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(jwks::endpoint())
}
