//! Signing in and out: accounts, sessions, second factors, keys for servers.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

mod api_keys;
pub mod create_api_key;
pub mod jwks;
pub mod list_api_keys;
pub mod revoke_api_key;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(jwks::endpoint())
        .merge(create_api_key::endpoint())
        .merge(list_api_keys::endpoint())
        .merge(revoke_api_key::endpoint())
}
