//! One-time codes through Twilio's Messages API.
//!
//! Not through Verify: that draws and checks codes itself, takes ours only for accounts that were allowed to, and would
//! make a vendor the judge of who signs in. A text message carries our text. WhatsApp refuses free text to somebody who
//! did not write within a day (63016), so it goes out as an approved template whose only variable is the code.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{OtpChannel, OtpSender, OutgoingCode, UnusableCredentials};
use crate::Pending;
use crate::call;
use crate::credentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::twilio::{self, Sender};

const BASE_URL: &str = "https://api.twilio.com";

/// What the parameter store holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    account_sid: String,
    /// The SID of an API key; absent where `secret` is the account's own token.
    #[serde(default)]
    key_sid: Option<String>,
    secret: SecretString,
    /// A number or name of ours to send text messages from, or the SID of a messaging service (`MG..`).
    from: String,
    /// Number and template for WhatsApp; absent where it is not set up.
    #[serde(default)]
    whatsapp: Option<Whatsapp>,
    /// Another address than Twilio's own.
    #[serde(default)]
    base_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whatsapp {
    from: String,
    /// `HX..`: a template of the category "authentication" whose variable 1 is the code.
    content_sid: String,
}

/// Sends messages of one Twilio account.
pub struct TwilioOtp {
    client: Client,
    credentials: Credentials,
    url: String,
}

impl TwilioOtp {
    /// `timeout` bounds one message, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let credentials: Credentials = credentials::read(document)?;
        let path = format!("{}.json", twilio::messages_path(&credentials.account_sid)?);
        Ok(Self {
            client: call::client(timeout)?,
            url: call::address(BASE_URL, credentials.base_url.as_deref(), &path),
            credentials,
        })
    }

    async fn post(&self, code: &OutgoingCode) -> Result<Accepted, DeliveryError> {
        let seconds = code.good_for.as_secs().to_string();
        let variables = json!({ "1": code.code.expose_secret() }).to_string();
        let to_whatsapp = format!("whatsapp:{}", code.to.as_str());
        let from_whatsapp;
        let fields = match (code.channel, &self.credentials.whatsapp) {
            (OtpChannel::Sms, _) => vec![
                ("To", code.to.as_str()),
                (
                    twilio::sender_field(&self.credentials.from),
                    self.credentials.from.as_str(),
                ),
                ("Body", code.text.expose_secret()),
                ("ValidityPeriod", seconds.as_str()),
            ],
            (OtpChannel::Whatsapp, Some(whatsapp)) => {
                from_whatsapp = format!("whatsapp:{}", whatsapp.from);
                vec![
                    ("To", to_whatsapp.as_str()),
                    ("From", from_whatsapp.as_str()),
                    ("ContentSid", whatsapp.content_sid.as_str()),
                    ("ContentVariables", variables.as_str()),
                ]
            }
            (OtpChannel::Whatsapp, None) => return Err(DeliveryError::rejected("WhatsApp is not set up")),
        };
        let Credentials {
            account_sid,
            key_sid,
            secret,
            ..
        } = &self.credentials;
        let user = key_sid.as_ref().unwrap_or(account_sid);
        let request = self
            .client
            .post(&self.url)
            .basic_auth(user, Some(secret.expose_secret()));
        twilio::outcome(&call::send(call::form(request, &fields)).await?, Sender::Platform)
    }
}

impl OtpSender for TwilioOtp {
    fn reaches(&self, channel: OtpChannel) -> bool {
        channel == OtpChannel::Sms || self.credentials.whatsapp.is_some()
    }

    fn send<'a>(&'a self, code: &'a OutgoingCode) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(code))
    }
}

#[cfg(test)]
mod tests;
