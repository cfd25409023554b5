//! What Amazon SES tells: identity notifications and events of a configuration set, over SNS or EventBridge.
//!
//! Whether to believe it is a matter of the way it came: IAM vouches for a queue or a function, [`super::sns`] checks
//! what came over the open net.

use booking_rules::notices::Vendor;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{own_name, their_name};
use crate::fate::{DeliveryReport, Fate};

/// The tag by which our own name for a message travels.
pub(crate) const OWN_ID_TAG: &str = "own_id";

/// What an event says: the event itself, or with the envelope of SNS or EventBridge still around it. Empty where it says
/// nothing of a message's fate; `None` when it is not an event of SES.
#[must_use]
pub fn reports(body: &[u8]) -> Option<Vec<DeliveryReport>> {
    let outer: Value = serde_json::from_slice(body).ok()?;
    let event = match (&outer["Message"], &outer["detail"]) {
        (Value::String(message), _) => serde_json::from_str(message).ok()?,
        (_, Value::Object(detail)) => Value::Object(detail.clone()),
        _ => outer,
    };
    let kind = event["eventType"]
        .as_str()
        .or_else(|| event["notificationType"].as_str())?;
    let mail = &event["mail"];
    let reference = mail["messageId"].as_str().and_then(their_name)?;
    let Some((fate, about)) = fate(kind, &event) else {
        return Some(Vec::new());
    };
    let at = about["timestamp"].as_str().or_else(|| mail["timestamp"].as_str());
    // Each of our messages goes to one person, so that one event is about one message.
    Some(vec![DeliveryReport {
        vendor: Vendor::Ses,
        own_id: mail["tags"][OWN_ID_TAG][0].as_str().and_then(own_name),
        reference,
        fate,
        at: at.and_then(|at| at.parse::<DateTime<Utc>>().ok()),
    }])
}

/// The fate and the part of the event that tells of it.
fn fate<'a>(kind: &str, event: &'a Value) -> Option<(Fate, &'a Value)> {
    let failed = |about: &'a Value, details: &[&str], address_is_dead| {
        let reason = reason(kind, about, details);
        (
            Fate::Failed {
                reason,
                address_is_dead,
            },
            about,
        )
    };
    Some(match kind {
        "Send" => (Fate::UnderWay, &event["send"]),
        "DeliveryDelay" => (Fate::UnderWay, &event["deliveryDelay"]),
        "Delivery" => (Fate::Delivered, &event["delivery"]),
        "Open" => (Fate::Read, &event["open"]),
        "Click" => (Fate::Read, &event["click"]),
        "Bounce" => {
            let for_good = event["bounce"]["bounceType"] == "Permanent";
            failed(&event["bounce"], &["bounceType", "bounceSubType"], for_good)
        }
        "Complaint" => failed(&event["complaint"], &["complaintFeedbackType"], true),
        "Reject" => failed(&event["reject"], &[], false),
        "Rendering Failure" => failed(&event["failure"], &[], false),
        "Subscription" => return None,
        other => {
            tracing::warn!(kind = their_name(other), "an event of SES that is not known");
            (Fate::UnderWay, &event["mail"])
        }
    })
}

/// Words of SES's own lists only; what else stands in an event may quote an address.
fn reason(kind: &str, about: &Value, details: &[&str]) -> String {
    let known = |word: &&str| word.len() <= 40 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let details = details.iter().filter_map(|name| about[name].as_str()).filter(known);
    let words: Vec<&str> = std::iter::once(kind).chain(details).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
