//! One-time codes through Authentica.
//!
//! `send-otp` carries a code of ours in a text of theirs, chosen by the number of a template; `verify-otp` is never
//! asked. How long a code lives and how often it may be tried is undocumented there and decided here.

use std::collections::BTreeMap;
use std::time::Duration;

use booking_rules::values::Locale;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{OtpChannel, OtpSender, OutgoingCode, UnusableCredentials};
use crate::Pending;
use crate::call::{self, Reply};
use crate::credentials;
use crate::delivery::{Accepted, DeliveryError};

const BASE_URL: &str = "https://api.authentica.sa";
/// Their template 1 is the one an application begins with.
const FIRST_TEMPLATE: u32 = 1;

/// What the parameter store holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    api_key: SecretString,
    /// The template of each language; their first one where a language has none.
    #[serde(default)]
    templates: BTreeMap<String, u32>,
    /// Whether the application may send by WhatsApp.
    #[serde(default)]
    whatsapp: bool,
    /// Another address than Authentica's own.
    #[serde(default)]
    base_url: Option<String>,
}

/// Sends codes of one Authentica application.
pub struct AuthenticaOtp {
    client: Client,
    credentials: Credentials,
    url: String,
}

impl AuthenticaOtp {
    /// `timeout` bounds one code, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let credentials: Credentials = credentials::read(document)?;
        Ok(Self {
            client: call::client(timeout)?,
            url: call::address(BASE_URL, credentials.base_url.as_deref(), "/api/v2/send-otp"),
            credentials,
        })
    }

    async fn post(&self, code: &OutgoingCode) -> Result<Accepted, DeliveryError> {
        let method = match code.channel {
            OtpChannel::Sms => "sms",
            OtpChannel::Whatsapp if self.credentials.whatsapp => "whatsapp",
            OtpChannel::Whatsapp => return Err(DeliveryError::rejected("WhatsApp is not set up")),
        };
        let body = json!({
            "method": method, "phone": code.to.as_str(), "template_id": self.template(code.locale),
            "otp": code.code.expose_secret()
        });
        let key = self.credentials.api_key.expose_secret();
        let request = self.client.post(&self.url).header("X-Authorization", key).json(&body);
        outcome(&call::send(request).await?, code)
    }

    fn template(&self, locale: Locale) -> u32 {
        let chosen = self.credentials.templates.get(locale.tag());
        chosen.copied().unwrap_or(FIRST_TEMPLATE)
    }
}

impl OtpSender for AuthenticaOtp {
    fn reaches(&self, channel: OtpChannel) -> bool {
        channel == OtpChannel::Sms || self.credentials.whatsapp
    }

    fn send<'a>(&'a self, code: &'a OutgoingCode) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(code))
    }
}

/// Their answers name no message, so ours is its name.
fn outcome(reply: &Reply, code: &OutgoingCode) -> Result<Accepted, DeliveryError> {
    match (reply.status, reply.body["success"].as_bool()) {
        (200..=299, Some(true)) => Ok(Accepted {
            reference: code.reference.clone(),
        }),
        (200..=299, Some(false)) => Err(DeliveryError::rejected("200 refused")),
        (200..=299, None) => Err(DeliveryError::unknown("an answer that says neither yes nor no")),
        (status, _) => Err(call::refused(status, "")),
    }
}

#[cfg(test)]
mod tests;
