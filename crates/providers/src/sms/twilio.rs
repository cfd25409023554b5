//! Text messages through Twilio's Messages API.

use std::time::Duration;

use secrecy::SecretString;

use super::{OutgoingSms, SmsSender};
use crate::Pending;
use crate::credentials::UnusableCredentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::twilio::{Account, Sender, sender_field};

/// Sends text messages of one Twilio account.
pub struct TwilioSms {
    account: Account,
}

impl TwilioSms {
    /// `callback` is the address that Twilio is to tell what becomes of messages; `timeout` bounds one message,
    /// connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(
        document: &SecretString,
        callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let account = Account::new(document, callback, timeout)?;
        Ok(Self { account })
    }

    async fn post(&self, sms: &OutgoingSms) -> Result<Accepted, DeliveryError> {
        let (from, whose) = match &sms.sender_id {
            Some(name) => (name, Sender::Business),
            None => (&self.account.credentials.from, Sender::Platform),
        };
        let callback = self.account.callback(&sms.own_id);
        let mut fields = vec![
            ("To", sms.to.as_str()),
            (sender_field(from), from.as_str()),
            ("Body", sms.text.as_str()),
        ];
        if let Some(callback) = &callback {
            fields.push(("StatusCallback", callback));
        }
        self.account.send(&fields, whose).await
    }
}

impl SmsSender for TwilioSms {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(sms))
    }
}

#[cfg(test)]
mod tests;
