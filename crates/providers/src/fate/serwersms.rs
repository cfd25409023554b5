//! Asks SerwerSMS, by its name for the message or by ours, which travelled as `unique_id`.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Fate, FateLookup, KnownMessage, MessageInQuestion, NotTold};
use crate::Pending;
use crate::credentials::UnusableCredentials;
use crate::serwersms::{Account, name};

/// Asks about the messages of one SerwerSMS account.
pub struct SerwersmsLookup {
    account: Account,
}

impl SerwersmsLookup {
    /// `timeout` bounds one question, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let account = Account::new(document, timeout)?;
        Ok(Self { account })
    }

    async fn ask(&self, message: &MessageInQuestion) -> Result<Option<KnownMessage>, NotTold> {
        let asked = match &message.reference {
            Some(id) => json!({ "id": [id] }),
            None => json!({ "unique_id": [message.own_id] }),
        };
        let told = self.account.ask("messages/reports", asked).await;
        let told = told.map_err(|error| NotTold(error.to_string()))?;
        let items = told["items"]
            .as_array()
            .ok_or_else(|| NotTold("an answer without a list".to_owned()))?;
        // An attempt that was surely refused is repeated under the same name, and both may be listed.
        let best = items.iter().filter_map(known).max_by_key(|known| rank(&known.fate));
        match best {
            Some(known) => Ok(Some(known)),
            // A message that has a name of theirs was taken, however long they keep it.
            None if items.is_empty() && message.reference.is_none() => Ok(None),
            None => Err(NotTold("not in the answer".to_owned())),
        }
    }
}

impl FateLookup for SerwersmsLookup {
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>> {
        Box::pin(self.ask(message))
    }
}

fn rank(fate: &Fate) -> u8 {
    match fate {
        Fate::Failed { .. } => 0,
        Fate::UnderWay => 1,
        Fate::Delivered | Fate::Read => 2,
    }
}

fn known(item: &Value) -> Option<KnownMessage> {
    Some(KnownMessage {
        reference: name(&item["id"])?,
        fate: fate(item["status"].as_str()?, item["reason"].as_str()),
    })
}

fn fate(status: &str, reason: Option<&str>) -> Fate {
    match status {
        "delivered" => Fate::Delivered,
        "sent" | "in_progress" | "saved" | "pending" | "queued" => Fate::UnderWay,
        "undelivered" | "unsent" => {
            let known_shape =
                |word: &&str| word.len() <= 60 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let reason = reason.filter(known_shape).unwrap_or_default();
            Fate::Failed {
                address_is_dead: matches!(reason, "unsupported_number" | "wrong_number" | "number_is_blacklisted"),
                reason: format!("{status} {reason}").trim().to_owned(),
            }
        }
        _ => {
            tracing::warn!("a status of SerwerSMS that is not known");
            Fate::UnderWay
        }
    }
}

#[cfg(test)]
mod tests;
