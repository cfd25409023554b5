//! WhatsApp messages through Twilio: approved templates alone, for free text is refused to somebody who did not write
//! within a day (63016), and reminders are for just those.
//!
//! Unifonic, the other vendor with WhatsApp, is not built: it takes such messages through a conversation platform whose
//! way of sending could not be verified.

use std::time::Duration;

use booking_rules::values::Locale;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{OutgoingWhatsapp, WhatsappSender};
use crate::Pending;
use crate::credentials::UnusableCredentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::twilio::{Account, Sender};

/// Sends WhatsApp messages of one Twilio account.
pub struct TwilioWhatsapp {
    account: Account,
    from: String,
}

impl TwilioWhatsapp {
    /// `callback` is the address that Twilio is to tell what becomes of messages; `timeout` bounds one message,
    /// connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`], among others where no number for WhatsApp is set up.
    pub fn new(
        document: &SecretString,
        callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let account = Account::new(document, callback, timeout)?;
        let from = account
            .credentials
            .whatsapp_from
            .as_deref()
            .map(|from| format!("whatsapp:{from}"));
        let from = from.ok_or_else(|| UnusableCredentials("whatsapp_from is missing".to_owned()))?;
        Ok(Self { account, from })
    }

    async fn post(&self, message: &OutgoingWhatsapp) -> Result<Accepted, DeliveryError> {
        let template = self.template(&message.kind, message.locale);
        let template = template.ok_or_else(|| DeliveryError::rejected("no_template"))?;
        let to = format!("whatsapp:{}", message.to.as_str());
        let variables = variables(&message.variables);
        let callback = self.account.callback(&message.own_id);
        let mut fields = vec![
            ("To", to.as_str()),
            ("From", self.from.as_str()),
            ("ContentSid", template),
            ("ContentVariables", variables.as_str()),
        ];
        if let Some(callback) = &callback {
            fields.push(("StatusCallback", callback));
        }
        self.account.send(&fields, Sender::Platform).await
    }

    /// English where the language has none of its own.
    fn template(&self, kind: &str, locale: Locale) -> Option<&str> {
        let of_kind = self.account.credentials.templates.get(kind)?;
        let found = of_kind.get(locale.tag()).or_else(|| of_kind.get(Locale::En.tag()));
        found.map(String::as_str)
    }
}

impl WhatsappSender for TwilioWhatsapp {
    fn send<'a>(&'a self, message: &'a OutgoingWhatsapp) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(message))
    }
}

/// `{"1":"..","2":".."}`. WhatsApp refuses line ends, tabs and runs of spaces in what fills a template.
fn variables(values: &[String]) -> String {
    let one_line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = (1_usize..)
        .zip(values)
        .map(|(at, value)| (at.to_string(), Value::String(one_line(value))));
    Value::Object(named.collect::<Map<_, _>>()).to_string()
}

#[cfg(test)]
mod tests;
