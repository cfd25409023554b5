//! Signing in and out: accounts, sessions, second factors, keys for servers.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

mod api_keys;
pub mod confirm_totp;
pub mod create_api_key;
pub mod disable_totp;
pub mod enroll_totp;
mod input;
pub mod jwks;
pub mod list_api_keys;
pub mod list_sessions;
pub mod login;
pub mod login_second_factor;
pub mod logout;
pub mod logout_all;
mod number;
pub mod refresh;
pub mod register;
pub mod request_code;
pub mod request_password_reset;
pub mod reset_password;
pub mod revoke_api_key;
pub mod revoke_session;
mod shown;
pub mod tokens;
pub mod unlock;
pub mod verify_code;
pub mod verify_email;
mod views;
pub mod webhooks_clerk;

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
        .merge(request_code::endpoint())
        .merge(verify_code::endpoint())
        .merge(enroll_totp::endpoint())
        .merge(confirm_totp::endpoint())
        .merge(disable_totp::endpoint())
        .merge(login_second_factor::endpoint())
        .merge(webhooks_clerk::endpoint())
}
