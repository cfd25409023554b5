//! Asks Unifonic, by its name for the message or by ours, which travelled as `CorrelationID`.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{Fate, FateLookup, KnownMessage, MessageInQuestion, NotTold};
use crate::Pending;
use crate::call;
use crate::credentials::UnusableCredentials;
use crate::unifonic::{Application, name, said, success};

/// Asks about the messages of one Unifonic application.
pub struct UnifonicLookup {
    client: Client,
    application: Application,
    url: String,
}

impl UnifonicLookup {
    /// `timeout` bounds one question, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let application = Application::read(document)?;
        Ok(Self {
            client: call::client(timeout)?,
            url: application.address("/rest/SMS/Messages/GetMessagesDetails"),
            application,
        })
    }

    async fn ask(&self, message: &MessageInQuestion) -> Result<Option<KnownMessage>, NotTold> {
        let named = match &message.reference {
            Some(id) => ("MessageID", id.as_str()),
            None => ("CorrelationID", message.own_id.as_str()),
        };
        let fields = [("AppSid", self.application.app_sid.expose_secret()), named];
        let request = self.application.signed_in(self.client.post(&self.url));
        let reply = call::send(call::form(request, &fields)).await;
        let reply = reply.map_err(|error| NotTold(error.to_string()))?;
        if reply.status != 200 || success(&reply.body) != Some(true) {
            return Err(NotTold(said(&reply)));
        }
        let messages = reply.body["data"]["messages"].as_array();
        let messages = messages.ok_or_else(|| NotTold("an answer without a list".to_owned()))?;
        match messages.iter().find_map(known) {
            Some(known) => Ok(Some(known)),
            // A message that has a name of theirs was taken, however long they keep it.
            None if messages.is_empty() && message.reference.is_none() => Ok(None),
            None => Err(NotTold("not in the answer".to_owned())),
        }
    }
}

impl FateLookup for UnifonicLookup {
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>> {
        Box::pin(self.ask(message))
    }
}

fn known(message: &Value) -> Option<KnownMessage> {
    Some(KnownMessage {
        reference: name(&message["MessageID"])?,
        fate: fate(message["Status"].as_str(), message["DLR"].as_str()),
    })
}

/// The receipt of the operator goes before Unifonic's own status; many operators send none, and "sent" stays for ever.
fn fate(status: Option<&str>, receipt: Option<&str>) -> Fate {
    let failed = |word: &str| Fate::Failed {
        reason: word.to_ascii_lowercase(),
        address_is_dead: false,
    };
    let is = |word: Option<&str>, known: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(known));
    if is(receipt, "Delivered") {
        return Fate::Delivered;
    }
    if is(receipt, "Undeliverable") {
        return failed("undeliverable");
    }
    // How Unifonic says that it gave up before there could be a receipt is known from hearsay alone.
    for word in ["Rejected", "Failed"] {
        if is(status, word) {
            return failed(word);
        }
    }
    if !(is(status, "Queued") || is(status, "Sent")) {
        tracing::warn!("a status of Unifonic that is not known");
    }
    Fate::UnderWay
}

#[cfg(test)]
mod tests;
