//! The answer to everybody who signed in, whichever way, and how a refresh token travels.
//!
//! In the body it is the client's to keep. In the cookie no script can read it; the page keeps the CSRF token that came
//! with it and shows that in `X-CSRF-Token`. A cookie is neither set for nor taken from the page of a foreign origin.

use api::auth::ACCESS_TOKEN_LIFE;
use api::{Answer, ApiError, ApiState, Ok200};
use application::identity::SignedIn;
use application::identity::sessions::{REFRESH_TOKEN_LIFE, RefreshToken, csrf_token};
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Shown together with the cookie.
pub const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");
/// The prefix makes browsers refuse it from anything but HTTPS.
const COOKIE: &str = "__Secure-salonbook-refresh";
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/api/v1/auth";

/// How the refresh token travels: `body`, for applications, or `cookie`, for pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    #[default]
    Body,
    Cookie,
}

/// Signed in: what to send with every request, and what to get the next of it with.
#[derive(Serialize, ToSchema)]
pub struct TokensView {
    /// For the `Authorization` header, after `Bearer`.
    access_token: String,
    #[schema(value_type = String, example = "Bearer")]
    token_type: &'static str,
    /// Seconds the access token is good for.
    #[schema(example = 900)]
    expires_in: i64,
    /// Good for one use; answered with the next. Absent when it travels in the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// For the `X-CSRF-Token` header when the cookie is used. Absent when the refresh token is in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
    /// Seconds the refresh token is good for.
    #[schema(example = 604_800)]
    refresh_expires_in: i64,
}

/// Refuses the cookie to a foreign page before anything is done for it.
///
/// # Errors
/// 403.
pub fn allow(state: &ApiState, headers: &HeaderMap, transport: Transport) -> Result<(), ApiError> {
    if transport == Transport::Cookie && !state.trusts_origin(headers) {
        return Err(ApiError::forbidden());
    }
    Ok(())
}

/// The answer to somebody who signed in.
///
/// # Errors
/// 500 when signing fails.
pub async fn answer(
    state: &ApiState,
    signed_in: &SignedIn,
    refresh: &RefreshToken,
    transport: Transport,
) -> Result<Response, ApiError> {
    let access_token = state.issuer()?.issue(signed_in, state.app.now()).await?;
    let in_cookie = transport == Transport::Cookie;
    let view = TokensView {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_LIFE.num_seconds(),
        refresh_token: (!in_cookie).then(|| refresh.reveal().to_owned()),
        csrf_token: in_cookie.then(|| csrf_token(refresh.reveal())),
        refresh_expires_in: REFRESH_TOKEN_LIFE.num_seconds(),
    };
    let answer: Answer<TokensView> = Ok200(view).into();
    if !in_cookie {
        return Ok(answer.into_response());
    }
    let cookie = cookie(refresh.reveal(), REFRESH_TOKEN_LIFE.num_seconds())?;
    Ok((cookie, answer).into_response())
}

type SetCookie = AppendHeaders<[(HeaderName, HeaderValue); 1]>;

fn cookie(value: &str, max_age: i64) -> Result<SetCookie, ApiError> {
    let text = format!("{COOKIE}={value}; {ATTRIBUTES}; Max-Age={max_age}");
    let mut value = HeaderValue::try_from(text).map_err(application::Failure::internal)?;
    value.set_sensitive(true);
    Ok(AppendHeaders([(header::SET_COOKIE, value)]))
}

/// Takes the cookie away from a browser that has it.
///
/// # Errors
/// Never in fact.
pub fn forget_cookie(headers: &HeaderMap) -> Result<Option<SetCookie>, ApiError> {
    in_cookie(headers).map(|_| cookie("", 0)).transpose()
}

/// The refresh token in the request's cookie, if there is one.
#[must_use]
pub fn in_cookie(headers: &HeaderMap) -> Option<SecretString> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value.into())
}
