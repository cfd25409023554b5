//! Text messages through SerwerSMS.
//!
//! A message with a registered sender goes out in the class FULL, one without in ECO+. Only FULL keeps letters beyond
//! ASCII, and a message that keeps them holds 70 characters a part in place of 160: so they are kept where there are any
//! and there is a sender, and Polish ones are written without their marks where there is none.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::{OutgoingSms, SmsSender};
use crate::Pending;
use crate::credentials::UnusableCredentials;
use crate::delivery::{Accepted, DeliveryError};
use crate::serwersms::{Account, name, refusal};

/// Sends messages of one SerwerSMS account.
pub struct SerwersmsSms {
    account: Account,
}

impl SerwersmsSms {
    /// Where SerwerSMS tells what becomes of messages is set in its panel alone, so `_callback` is of no use here; it is
    /// taken for the sake of one shape of constructor. `timeout` bounds one message, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(
        document: &SecretString,
        _callback: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, UnusableCredentials> {
        let account = Account::new(document, timeout)?;
        Ok(Self { account })
    }

    async fn post(&self, sms: &OutgoingSms) -> Result<Accepted, DeliveryError> {
        let sender = sms.sender_id.as_ref().or(self.account.from.as_ref());
        let mut fields = json!({
            "phone": sms.to.as_str(), "text": sms.text, "details": true, "unique_id": sms.own_id
        });
        match sender {
            Some(sender) => {
                fields["sender"] = json!(sender);
                if !sms.text.is_ascii() {
                    fields["utf"] = json!(true);
                }
            }
            None => fields["text"] = json!(without_marks(&sms.text)?),
        }
        outcome(&self.account.ask("messages/send_sms", fields).await?)
    }
}

impl SmsSender for SerwersmsSms {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.post(sms))
    }
}

/// `success` is said of the call; whether the one message in it was taken is said beside it.
fn outcome(answer: &Value) -> Result<Accepted, DeliveryError> {
    let item = &answer["items"][0];
    let unsent = item["status"] == "unsent" || answer["unsent"].as_u64().unwrap_or_default() > 0;
    if unsent || answer["success"] == false {
        let code = &item["error_code"];
        let code = code.as_u64().or_else(|| code.as_str()?.parse().ok());
        return Err(code.map_or_else(|| DeliveryError::rejected("unsent"), refusal));
    }
    let taken = answer["success"] == true;
    let reference = name(&item["id"]).filter(|_| taken);
    let reference = reference.ok_or_else(|| DeliveryError::unknown("accepted without a name"))?;
    Ok(Accepted { reference })
}

/// The text in ASCII, where Polish and the marks of typography are all that stands in the way.
fn without_marks(text: &str) -> Result<String, DeliveryError> {
    const MARKED: &str = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—’‘„”“«»\u{a0}\u{202f}";
    const PLAIN: &str = "acelnoszzACELNOSZZ--''\"\"\"\"\"  ";
    let plain = |letter: char| {
        if letter.is_ascii() {
            return Some(letter);
        }
        MARKED
            .chars()
            .zip(PLAIN.chars())
            .find(|(marked, _)| *marked == letter)
            .map(|(_, plain)| plain)
    };
    let plain: Option<String> = text.chars().map(plain).collect();
    plain.ok_or_else(|| DeliveryError::rejected("letters_need_a_sender"))
}

#[cfg(test)]
mod tests;
