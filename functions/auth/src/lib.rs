//! Signing in and out: accounts, sessions, second factors, keys for servers.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

mod api_keys;
pub mod create_api_key;
mod input;
pub mod jwks;
pub mod list_api_keys;
pub mod list_sessions;
pub mod login;
pub mod logout;
pub mod logout_all;
pub mod refresh;
pub mod register;
pub mod request_password_reset;
pub mod reset_password;
pub mod revoke_api_key;
pub mod revoke_session;
pub mod tokens;
pub mod unlock;
pub mod verify_email;
mod views;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(jwks::endpoint())
        .merge(create_api_key::endpoint())
        .merge(list_api_keys::endpoint())
        .merge(revoke_api_key::endpoint())
        .merge(register::endpoint())
        .merge(verify_email::endpoint())
        .merge(login::endpoint())
        .merge(unlock::endpoint())
        .merge(refresh::endpoint())
        .merge(logout::endpoint())
        .merge(logout_all::endpoint())
        .merge(request_password_reset::endpoint())
        .merge(reset_password::endpoint())
        .merge(list_sessions::endpoint())
        .merge(revoke_session::endpoint())
}
