//! Text messages through Unifonic's SMS API.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};

use super::{OutgoingSms, SmsSender};
use crate::Pending;
use crate::call;
use crate::callbacks::address_for;
use crate::credentials::UnusableCredentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::unifonic::{self, Application};

/// Sends messages of one Unifonic application.
pub struct UnifonicSms {
    client: Client,
    application: Application,
    callback: Option<String>,
    url: String,
}

impl UnifonicSms {
    /// `callback` is the address that Unifonic is to tell what becomes of messages; `timeout` bounds one message,
    /// connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(
        document: &SecretString,
        callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let application = Application::read(document)?;
        Ok(Self {
            client: call::client(timeout)?,
            url: application.address("/rest/SMS/messages"),
            callback: callback.map(str::to_owned),
            application,
        })
    }

    async fn post(&self, sms: &OutgoingSms) -> Result<Accepted, DeliveryError> {
        let sender = sms.sender_id.as_ref().unwrap_or(&self.application.from);
        let callback = self.callback.as_ref().map(|base| address_for(base, &sms.own_id));
        let mut fields = vec![
            ("AppSid", self.application.app_sid.expose_secret()),
            ("SenderID", sender.as_str()),
            ("Recipient", unifonic::recipient(sms.to.as_str())),
            ("Body", sms.text.as_str()),
            ("responseType", "JSON"),
            ("CorrelationID", sms.own_id.as_str()),
        ];
        if let Some(class) = &self.application.message_type {
            fields.push(("MessageType", class));
        }
        if let Some(callback) = &callback {
            fields.push(("statusCallback", callback));
        }
        let request = self.application.signed_in(self.client.post(&self.url));
        let reply = call::send(call::form(request, &fields)).await?;
        match unifonic::outcome(&reply) {
            // A name that the business chose and Unifonic does not know; another try is of no use.
            Err(DeliveryError::Transient { reason })
                if matches!(reply.status, 440 | 480) && sms.sender_id.is_some() =>
            {
                Err(DeliveryError::rejected(reason))
            }
            outcome => outcome,
        }
    }
}

impl SmsSender for UnifonicSms {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(sms))
    }
}

#[cfg(test)]
mod tests;
