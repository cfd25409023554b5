//! What text and WhatsApp messages through Twilio have in common: one account, one resource, one list of states.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::call::{self, Reply};
use crate::credentials::{self, UnusableCredentials};
use crate::delivery::{Accepted, DeliveryError};
use crate::fate::Fate;

const BASE_URL: &str = "https://api.twilio.com";

/// What the parameter store holds for notices; one-time codes have a document of their own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    account_sid: String,
    /// The SID of an API key; absent where `secret` is the account's own token.
    #[serde(default)]
    key_sid: Option<String>,
    secret: SecretString,
    /// The account's own token where `secret` is that of a key: it alone signs what Twilio calls to tell.
    #[serde(default)]
    auth_token: Option<SecretString>,
    /// A number or name of ours to send text messages from, or the SID of a messaging service (`MG..`).
    pub(crate) from: String,
    /// The number that WhatsApp messages come from; absent where it is not set up.
    #[serde(default)]
    pub(crate) whatsapp_from: Option<String>,
    /// The approved template (`HX..`) of each kind of message and language.
    #[serde(default)]
    pub(crate) templates: BTreeMap<String, BTreeMap<String, String>>,
    /// Another address than Twilio's own.
    #[serde(default)]
    base_url: Option<String>,
}

/// The token that Twilio signs its calls with, where the document holds it.
///
/// # Errors
/// [`UnusableCredentials`].
pub(crate) fn auth_token(document: &SecretString) -> Result<Option<SecretString>, UnusableCredentials> {
    let read: Credentials = credentials::read(document)?;
    let own = read.key_sid.is_none().then_some(read.secret);
    Ok(read.auth_token.or(own))
}

/// One Twilio account.
pub(crate) struct Account {
    client: Client,
    pub(crate) credentials: Credentials,
    callback: Option<String>,
    messages: String,
}

impl Account {
    pub(crate) fn new(
        document: &SecretString,
        callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let credentials: Credentials = credentials::read(document)?;
        let path = messages_path(&credentials.account_sid)?;
        Ok(Self {
            client: call::client(timeout)?,
            messages: call::address(BASE_URL, credentials.base_url.as_deref(), &path),
            callback: callback.map(str::to_owned),
            credentials,
        })
    }

    /// Where Twilio is to tell what becomes of a message.
    pub(crate) fn callback(&self, own_id: &str) -> Option<String> {
        let base = self.callback.as_deref()?;
        Some(crate::callbacks::address_for(base, own_id))
    }

    pub(crate) async fn send(&self, fields: &[(&str, &str)], sender: Sender) -> Result<Accepted, DeliveryError> {
        let request = self.signed_in(self.client.post(format!("{}.json", self.messages)));
        outcome(&call::send(call::form(request, fields)).await?, sender)
    }

    /// Reads below the list of messages: `""` with a query is the list itself, `/SM..` one of them.
    pub(crate) async fn read(&self, below: &str, query: &[(&str, &str)]) -> Result<Reply, DeliveryError> {
        let mut url = format!("{}{below}.json", self.messages);
        if !query.is_empty() {
            url = format!("{url}?{}", call::query(query));
        }
        call::send(self.signed_in(self.client.get(url))).await
    }

    fn signed_in(&self, request: RequestBuilder) -> RequestBuilder {
        let Credentials {
            account_sid,
            key_sid,
            secret,
            ..
        } = &self.credentials;
        request.basic_auth(key_sid.as_ref().unwrap_or(account_sid), Some(secret.expose_secret()))
    }
}

/// The path of an account's messages, without the `.json` it ends with.
pub(crate) fn messages_path(account_sid: &str) -> Result<String, UnusableCredentials> {
    // It becomes a part of the address.
    if is_sid(account_sid, &["AC"]) {
        Ok(format!("/2010-04-01/Accounts/{account_sid}/Messages"))
    } else {
        Err(UnusableCredentials("account_sid is not AC and 32 digits".to_owned()))
    }
}

/// Two letters that say of what, and 32 hexadecimal digits.
pub(crate) fn is_sid(text: &str, kinds: &[&str]) -> bool {
    let digits = kinds.iter().find_map(|kind| text.strip_prefix(kind));
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A messaging service chooses the number itself.
pub(crate) fn sender_field(from: &str) -> &'static str {
    if from.starts_with("MG") {
        "MessagingServiceSid"
    } else {
        "From"
    }
}

/// Whose choice the sender's name was, and so who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Platform,
    Business,
}

pub(crate) fn outcome(reply: &Reply, sender: Sender) -> Result<Accepted, DeliveryError> {
    let code = error_code(&reply.body);
    let said = || format!("{} {}", reply.status, code.unwrap_or_default());
    match (reply.status, code) {
        (200..=299, _) => {
            let sid = reply.body["sid"].as_str();
            let sid = sid.ok_or_else(|| DeliveryError::unknown("accepted without a name"))?;
            Ok(Accepted {
                reference: sid.to_owned(),
            })
        }
        // The platform's sender that is not set up is the operator's to mend; another try of a business's is of no use.
        (400, Some(21212 | 21603 | 21606 | 21659)) if sender == Sender::Business => {
            Err(DeliveryError::rejected(said()))
        }
        // So is a region that is not switched on, and an account that is not there.
        (400, Some(21212 | 21408 | 21603 | 21606 | 21659)) | (404, _) => Err(DeliveryError::transient(said())),
        (400, Some(code)) if address_is_dead(code) => Err(DeliveryError::dead_address(said())),
        _ => Err(call::refused(reply.status, &code.unwrap_or_default().to_string())),
    }
}

/// Both shapes of Twilio's errors name the code alike.
pub(crate) fn error_code(body: &Value) -> Option<u64> {
    body["code"].as_u64().or_else(|| body["code"].as_str()?.parse().ok())
}

/// What a status of Twilio means; a code says why it failed.
pub(crate) fn fate(status: &str, code: Option<u64>) -> Fate {
    match status {
        // Of a message in several parts some have arrived; the rest is still told.
        "accepted" | "scheduled" | "queued" | "sending" | "sent" | "partially_delivered" | "receiving" | "received" => {
            Fate::UnderWay
        }
        "delivered" => Fate::Delivered,
        "read" => Fate::Read,
        "undelivered" | "failed" | "canceled" => Fate::Failed {
            reason: code.map_or_else(|| status.to_owned(), |code| format!("{status} {code}")),
            address_is_dead: code.is_some_and(address_is_dead),
        },
        _ => {
            tracing::warn!("a status of Twilio that is not known");
            Fate::UnderWay
        }
    }
}

/// 21211 no such number, 21610 opted out, 21614 not a mobile, 30005 unknown number, 30006 landline. A telephone that is
/// switched off (30003) or a carrier that filters (30007) may take the next message.
fn address_is_dead(code: u64) -> bool {
    matches!(code, 21211 | 21610 | 21614 | 30005 | 30006)
}
