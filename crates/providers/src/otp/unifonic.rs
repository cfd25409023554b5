//! One-time codes through Unifonic's SMS API.
//!
//! Not through its Authenticate API: that draws and checks codes itself and takes none of ours. So WhatsApp, which
//! Unifonic offers for one-time codes only there, is not reached through it.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{OtpChannel, OtpSender, OutgoingCode, UnusableCredentials};
use crate::Pending;
use crate::call;
use crate::credentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::unifonic;

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
            url: call::address(
                unifonic::BASE_URL,
                credentials.base_url.as_deref(),
                "/rest/SMS/messages",
            ),
            credentials,
        })
    }

    async fn post(&self, code: &OutgoingCode) -> Result<Accepted, DeliveryError> {
        if code.channel != OtpChannel::Sms {
            return Err(DeliveryError::rejected("WhatsApp is not reached this way"));
        }
        let recipient = unifonic::recipient(code.to.as_str());
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
        unifonic::outcome(&call::send(call::form(self.client.post(&self.url), &fields)).await?)
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

#[cfg(test)]
mod tests;
