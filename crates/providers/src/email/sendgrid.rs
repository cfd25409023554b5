//! E-mail through Twilio SendGrid.
//!
//! It takes parts, not a message, and builds the message itself. Of a calendar part it lets the type say the method and
//! nothing else; the same bytes go along as a file, for programs that only show attachments.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::mime::{message_id, one_line, unsubscribe_headers};
use super::{EmailSender, Mailbox, OutgoingEmail};
use crate::Pending;
use crate::call::{self, Reply};
use crate::callbacks::sendgrid::OWN_ID_ARGUMENT;
use crate::credentials::{self, UnusableCredentials};
use crate::delivery::{Accepted, DeliveryError};

const BASE_URL: &str = "https://api.sendgrid.com";

/// What the parameter store holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    api_key: SecretString,
    /// The key that SendGrid signs its events with, as its console shows it.
    #[serde(default)]
    webhook_public_key: Option<String>,
    /// Another address than SendGrid's own, such as that of its European part.
    #[serde(default)]
    base_url: Option<String>,
}

/// The key that SendGrid signs its events with, where the document holds it.
///
/// # Errors
/// [`UnusableCredentials`].
pub(crate) fn public_key(document: &SecretString) -> Result<Option<String>, UnusableCredentials> {
    credentials::read(document).map(|read: Credentials| read.webhook_public_key)
}

/// Sends with one key of SendGrid.
pub struct SendgridEmail {
    client: Client,
    api_key: SecretString,
    url: String,
}

impl SendgridEmail {
    /// Where SendGrid tells what becomes of messages is set in its console alone, so `_callback` is of no use here; it is
    /// taken for the sake of one shape of constructor. `timeout` bounds one message, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(
        document: &SecretString,
        _callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let read: Credentials = credentials::read(document)?;
        Ok(Self {
            client: call::client(timeout)?,
            url: call::address(BASE_URL, read.base_url.as_deref(), "/v3/mail/send"),
            api_key: read.api_key,
        })
    }

    async fn post(&self, email: &OutgoingEmail) -> Result<Accepted, DeliveryError> {
        let request = self.client.post(&self.url).bearer_auth(self.api_key.expose_secret());
        outcome(&call::send(request.json(&body(email))).await?, email)
    }
}

impl EmailSender for SendgridEmail {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(email))
    }
}

fn body(email: &OutgoingEmail) -> Value {
    let mut content = vec![
        json!({ "type": "text/plain", "value": email.text }),
        json!({ "type": "text/html", "value": email.html }),
    ];
    let mut body = json!({
        "personalizations": [{
            "to": [mailbox(email.to_name.as_deref(), email.to.as_str())],
            "custom_args": { OWN_ID_ARGUMENT: email.own_id },
        }],
        "from": mailbox(email.from.name.as_deref(), email.from.address.as_str()),
        "subject": one_line(&email.subject),
        "headers": headers(email),
        // Links carry tokens; they are not to go by way of another party.
        "tracking_settings": { "click_tracking": { "enable": false, "enable_text": false } },
    });
    if let Some(Mailbox { name, address }) = &email.reply_to {
        body["reply_to"] = mailbox(name.as_deref(), address.as_str());
    }
    if let Some(calendar) = &email.calendar {
        let acted_on = format!("text/calendar; method={}", calendar.method.as_str());
        content.push(json!({ "type": acted_on, "value": calendar.body }));
        body["attachments"] = json!([{
            "type": "application/ics", "filename": "invite.ics", "disposition": "attachment",
            "content": STANDARD.encode(&calendar.body),
        }]);
    }
    body["content"] = Value::Array(content);
    body
}

fn mailbox(name: Option<&str>, address: &str) -> Value {
    let mut mailbox = json!({ "email": address });
    if let Some(name) = name.map(one_line).filter(|name| !name.is_empty()) {
        mailbox["name"] = Value::String(name);
    }
    mailbox
}

fn headers(email: &OutgoingEmail) -> Map<String, Value> {
    let mut headers = vec![
        ("Message-ID", message_id(&email.message_id)),
        // RFC 3834: keeps out-of-office programs from answering.
        ("Auto-Submitted", "auto-generated".to_owned()),
    ];
    headers.extend(unsubscribe_headers(email.unsubscribe_url.as_deref()));
    let named = headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)));
    named.collect()
}

fn outcome(reply: &Reply, email: &OutgoingEmail) -> Result<Accepted, DeliveryError> {
    if reply.status == 202 {
        // The header is not documented; events repeat our own name in any case.
        let named = reply.headers.get("x-message-id").and_then(|name| name.to_str().ok());
        return Ok(Accepted {
            reference: named.unwrap_or(&email.own_id).to_owned(),
        });
    }
    if (200..300).contains(&reply.status) {
        return Err(DeliveryError::unknown("an answer that says neither yes nor no"));
    }
    let field = reply.body["errors"][0]["field"]
        .as_str()
        .filter(|field| known_shape(field));
    match (reply.status, field) {
        (400, Some(field)) if field.starts_with("personalizations.0.to.") => {
            Err(DeliveryError::dead_address(format!("400 {field}")))
        }
        (status, field) => Err(call::refused(status, field.unwrap_or_default())),
    }
}

/// The path of a field; the sentence beside it may quote the address.
fn known_shape(field: &str) -> bool {
    field.len() <= 60
        && field
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
}

#[cfg(test)]
mod tests;
