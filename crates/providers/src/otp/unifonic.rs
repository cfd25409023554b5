//! One-time codes through Unifonic's SMS API.
//!
//! Not through its Authenticate API: that draws and checks codes itself and takes none of ours. So WhatsApp, which
//! Unifonic offers for one-time codes only there, is not reached through it.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::{OtpChannel, OtpSender, OutgoingCode, UnusableCredentials};
use crate::Pending;
use crate::call::{self, Reply};
use crate::credentials;
use crate::delivery::{Accepted, DeliveryError};

const BASE_URL: &str = "https://el.cloud.unifonic.com";

/// What the parameter store holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    app_sid: SecretString,
    /// The registered name messages come from.
    sender_id: String,
    /// The class of message that Saudi networks ask for; left out where it is absent.
    #[serde(default)]
    message_type: Option<String>,
    /// Another address than Unifonic's own.
    #[serde(default)]
    base_url: Option<String>,
}

/// Sends messages of one Unifonic application.
pub struct UnifonicOtp {
    client: Client,
    credentials: Credentials,
    url: String,
}

impl UnifonicOtp {
    /// `timeout` bounds one message, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let credentials: Credentials = credentials::read(document)?;
        Ok(Self {
            client: call::client(timeout)?,
            url: call::address(BASE_URL, credentials.base_url.as_deref(), "/rest/SMS/messages"),
            credentials,
        })
    }

    async fn post(&self, code: &OutgoingCode) -> Result<Accepted, DeliveryError> {
        if code.channel != OtpChannel::Sms {
            return Err(DeliveryError::rejected("WhatsApp is not reached this way"));
        }
        // Digits only: neither a plus nor zeros before the country.
        let recipient = code.to.as_str().trim_start_matches('+');
        let mut fields = vec![
            ("AppSid", self.credentials.app_sid.expose_secret()),
            ("SenderID", self.credentials.sender_id.as_str()),
            ("Recipient", recipient),
            ("Body", code.text.expose_secret()),
            ("responseType", "JSON"),
            ("CorrelationID", code.reference.as_str()),
        ];
        if let Some(class) = &self.credentials.message_type {
            fields.push(("MessageType", class));
        }
        outcome(&call::send(call::form(self.client.post(&self.url), &fields)).await?)
    }
}

impl OtpSender for UnifonicOtp {
    fn reaches(&self, channel: OtpChannel) -> bool {
        channel == OtpChannel::Sms
    }

    fn send<'a>(&'a self, code: &'a OutgoingCode) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(code))
    }
}

/// Statuses are Unifonic's own, up to 599; the body repeats what went wrong as `ER-..`.
fn outcome(reply: &Reply) -> Result<Accepted, DeliveryError> {
    let code = reply.body["errorCode"]
        .as_str()
        .filter(|code| known_shape(code))
        .unwrap_or_default();
    let said = || format!("{} {code}", reply.status).trim().to_owned();
    match reply.status {
        200..=299 => taken(reply, code),
        // Taken before, as far as the documents say; nobody says for how long it is remembered.
        409 => Err(DeliveryError::unknown(said())),
        // The application, its rights and its sender's name are the operator's to mend; the number stays good.
        401..=403 | 408 | 429 | 440 | 459 | 480 | 500..=599 => Err(DeliveryError::transient(said())),
        _ => Err(DeliveryError::rejected(said())),
    }
}

fn taken(reply: &Reply, code: &str) -> Result<Accepted, DeliveryError> {
    // Seen both as a text and as a boolean.
    let success = match &reply.body["success"] {
        Value::Bool(success) => Some(*success),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let reference = match &reply.body["data"]["MessageID"] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    match success {
        Some(true) if !reference.is_empty() => Ok(Accepted { reference }),
        Some(false) => Err(DeliveryError::rejected(format!("200 {code}").trim().to_owned())),
        _ => Err(DeliveryError::unknown("accepted without a name")),
    }
}

/// Only a code goes into a reason; what else a vendor writes there may quote the number.
fn known_shape(code: &str) -> bool {
    code.len() <= 12 && code.starts_with("ER-")
}

#[cfg(test)]
mod tests;
