//! Asks Twilio. A message whose SID was lost has no other name there, so it is looked for among those that went to the
//! number at the time.
//!
//! The list is not narrowed by `DateSent`: a message that Twilio still holds in its queue has none, and would be taken
//! for one that it never got. What is not in the list shortly after the attempt may still turn up in it, so ask after a
//! minute rather than at once.

use std::time::Duration;

use booking_rules::notices::Channel;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::Value;

use super::{FateLookup, KnownMessage, MessageInQuestion, NotTold};
use crate::Pending;
use crate::credentials::UnusableCredentials;
use crate::twilio::{Account, error_code, fate, is_sid};

/// One page, the largest that Twilio gives is 1,000; nobody gets a hundred messages between an attempt and its look-up.
const PAGE: &str = "100";
/// Their clock and ours.
const BEFORE: TimeDelta = TimeDelta::seconds(5);
/// An attempt is given up within seconds; what Twilio made of it later than this is another message.
const AFTER: TimeDelta = TimeDelta::seconds(60);

/// Asks about the messages of one Twilio account.
pub struct TwilioLookup {
    account: Account,
}

impl TwilioLookup {
    /// `timeout` bounds one question, connecting included.
    ///
    /// # Errors
    /// [`UnusableCredentials`].
    pub fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let account = Account::new(document, None, timeout)?;
        Ok(Self { account })
    }

    async fn ask(&self, message: &MessageInQuestion) -> Result<Option<KnownMessage>, NotTold> {
        match &message.reference {
            Some(sid) => self.by_name(sid).await.map(Some),
            None => self.by_number_and_time(message).await,
        }
    }

    /// A message that has a SID was taken, even if Twilio has deleted it since: it is never one to send again.
    async fn by_name(&self, sid: &str) -> Result<KnownMessage, NotTold> {
        if !is_sid(sid, &["SM", "MM"]) {
            return Err(NotTold("its reference is no SID".to_owned()));
        }
        let found = self.read(&format!("/{sid}"), &[]).await?;
        known(&found).ok_or_else(|| NotTold("an answer without a status".to_owned()))
    }

    async fn by_number_and_time(&self, message: &MessageInQuestion) -> Result<Option<KnownMessage>, NotTold> {
        let to = message
            .to
            .as_ref()
            .ok_or_else(|| NotTold("neither a SID nor a number".to_owned()))?;
        let to = match message.channel {
            Channel::Whatsapp => format!("whatsapp:{}", to.as_str()),
            _ => to.as_str().to_owned(),
        };
        let found = self.read("", &[("To", to.as_str()), ("PageSize", PAGE)]).await?;
        let all = found["messages"]
            .as_array()
            .ok_or_else(|| NotTold("an answer without a list".to_owned()))?;
        let (from, until) = (message.sent_at - BEFORE, message.sent_at + AFTER);
        let outbound = |one: &&Value| one["direction"].as_str().is_some_and(|way| way.starts_with("outbound"));
        let at_the_time = |one: &&Value| created(one).is_some_and(|at| (from..=until).contains(&at));
        let candidates: Vec<&Value> = all.iter().filter(outbound).filter(at_the_time).collect();
        match candidates.as_slice() {
            [one] => known(one)
                .map(Some)
                .ok_or_else(|| NotTold("an answer without a status".to_owned())),
            // The newest come first, so that a page which ends before the attempt holds all since.
            [] if reaches_back_to(from, all) || found["next_page_uri"].is_null() => Ok(None),
            [] => Err(NotTold("more messages than were looked through".to_owned())),
            _ => Err(NotTold("several messages at that time".to_owned())),
        }
    }

    async fn read(&self, below: &str, query: &[(&str, &str)]) -> Result<Value, NotTold> {
        let reply = self
            .account
            .read(below, query)
            .await
            .map_err(|error| NotTold(error.to_string()))?;
        match reply.status {
            200 => Ok(reply.body),
            status => {
                let code = error_code(&reply.body).unwrap_or_default();
                Err(NotTold(format!("{status} {code}")))
            }
        }
    }
}

impl FateLookup for TwilioLookup {
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>> {
        Box::pin(self.ask(message))
    }
}

fn known(message: &Value) -> Option<KnownMessage> {
    Some(KnownMessage {
        reference: message["sid"]
            .as_str()
            .filter(|sid| is_sid(sid, &["SM", "MM"]))?
            .to_owned(),
        fate: fate(message["status"].as_str()?, message["error_code"].as_u64()),
    })
}

fn created(message: &Value) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc2822(message["date_created"].as_str()?).ok()?;
    Some(at.to_utc())
}

fn reaches_back_to(time: DateTime<Utc>, newest_first: &[Value]) -> bool {
    newest_first
        .last()
        .and_then(created)
        .is_some_and(|oldest| oldest < time)
}

#[cfg(test)]
mod tests;
