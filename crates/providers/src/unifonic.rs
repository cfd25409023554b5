//! What one-time codes, notices and look-ups through Unifonic's SMS API have in common.

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::call::{self, Reply};
use crate::credentials::{self, UnusableCredentials};
use crate::delivery::{Accepted, DeliveryError};

pub(crate) const BASE_URL: &str = "https://el.cloud.unifonic.com";

/// What the parameter store holds for notices; one-time codes have a document of their own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    pub(crate) app_sid: SecretString,
    /// The registered name messages come from where a business has none.
    pub(crate) from: String,
    /// The class of message that Saudi networks ask for; left out where it is absent.
    #[serde(default)]
    pub(crate) message_type: Option<String>,
    /// Name and password for HTTP Basic, which the formal description asks for and the examples leave out.
    #[serde(default)]
    basic: Option<Basic>,
    /// Another address than Unifonic's own.
    #[serde(default)]
    base_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Basic {
    username: String,
    password: SecretString,
}

impl Application {
    pub(crate) fn read(document: &SecretString) -> Result<Self, UnusableCredentials> {
        credentials::read(document)
    }

    pub(crate) fn address(&self, path: &str) -> String {
        call::address(BASE_URL, self.base_url.as_deref(), path)
    }

    pub(crate) fn signed_in(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.basic {
            Some(Basic { username, password }) => request.basic_auth(username, Some(password.expose_secret())),
            None => request,
        }
    }
}

/// Statuses are Unifonic's own, up to 599; the body repeats what went wrong as `ER-..`.
pub(crate) fn outcome(reply: &Reply) -> Result<Accepted, DeliveryError> {
    let said = || said(reply);
    match reply.status {
        200..=299 => taken(reply),
        // Taken before, as far as the documents say; nobody says for how long it is remembered.
        409 => Err(DeliveryError::unknown(said())),
        // No number, and one that no message can go to.
        410 | 482 => Err(DeliveryError::dead_address(said())),
        // The application, its rights and its sender's name are the operator's to mend; the number stays good.
        300..=399 | 401..=403 | 408 | 429 | 440 | 459 | 480 | 500..=599 => Err(DeliveryError::transient(said())),
        _ => Err(DeliveryError::rejected(said())),
    }
}

/// The status and the code. Only a code goes into a reason; what else a vendor writes there may quote the number.
pub(crate) fn said(reply: &Reply) -> String {
    let known_shape = |code: &&str| code.len() <= 12 && code.starts_with("ER-");
    let code = reply.body["errorCode"].as_str().filter(known_shape).unwrap_or_default();
    format!("{} {code}", reply.status).trim().to_owned()
}

fn taken(reply: &Reply) -> Result<Accepted, DeliveryError> {
    match (success(&reply.body), name(&reply.body["data"]["MessageID"])) {
        (Some(true), Some(reference)) => Ok(Accepted { reference }),
        (Some(false), _) => Err(DeliveryError::rejected(said(reply))),
        _ => Err(DeliveryError::unknown("accepted without a name")),
    }
}

/// Seen both as a text and as a boolean.
pub(crate) fn success(body: &Value) -> Option<bool> {
    match &body["success"] {
        Value::Bool(success) => Some(*success),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number of 13 digits, or the same as a text.
pub(crate) fn name(id: &Value) -> Option<String> {
    match id {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// Digits only: neither a plus nor zeros before the country.
pub(crate) fn recipient(number: &str) -> &str {
    number.trim_start_matches('+')
}
