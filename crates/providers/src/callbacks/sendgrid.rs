//! What SendGrid calls to tell: a batch of events, signed as one.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use booking_rules::notices::Vendor;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{own_name, their_name};
use crate::fate::{DeliveryReport, Fate};

/// The custom argument by which our own name for a message travels.
pub(crate) const OWN_ID_ARGUMENT: &str = "own_id";

/// Whether the holder of the key made this call, and lately: `public_key` as SendGrid's console shows it, `signature` and
/// `timestamp` as the headers hold them, `body` as it came, to the last line end.
///
/// SendGrid repeats a call that failed for up to a day and does not say whether it signs it anew; a tolerance that is
/// too small loses events for good, and one that is large is harmless, since events move no state backwards.
#[must_use]
pub fn verified(
    public_key: &str,
    signature: &str,
    timestamp: &str,
    body: &[u8],
    now: DateTime<Utc>,
    tolerance: TimeDelta,
) -> bool {
    let signed_at = timestamp
        .parse()
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let lately = signed_at.is_some_and(|at| (now - at).abs() <= tolerance);
    let (Ok(key), Ok(signature)) = (STANDARD.decode(bare(public_key)), STANDARD.decode(signature)) else {
        return false;
    };
    let signed = [timestamp.as_bytes(), body].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key);
    lately && key.verify(&signed, &signature).is_ok()
}

/// The key may come wrapped as PEM.
fn bare(key: &str) -> String {
    key.lines()
        .filter(|line| !line.starts_with("-----"))
        .map(str::trim)
        .collect()
}

/// What the events of a call say of messages. Events that say nothing of a message's fate, such as somebody leaving a
/// list at SendGrid, are left out. `None` when the body is not a batch.
#[must_use]
pub fn reports(body: &[u8]) -> Option<Vec<DeliveryReport>> {
    let events: Vec<Value> = serde_json::from_slice(body).ok()?;
    if !events.iter().all(Value::is_object) {
        return None;
    }
    Some(events.iter().filter_map(report).collect())
}

fn report(event: &Value) -> Option<DeliveryReport> {
    let kind = event["event"].as_str()?;
    if matches!(kind, "unsubscribe" | "group_unsubscribe" | "group_resubscribe") {
        return None;
    }
    // What the answer to our request called it, then which of SendGrid's machines had it.
    let reference = event["sg_message_id"]
        .as_str()?
        .split('.')
        .next()
        .and_then(their_name)?;
    Some(DeliveryReport {
        vendor: Vendor::Sendgrid,
        own_id: event[OWN_ID_ARGUMENT].as_str().and_then(own_name),
        reference,
        fate: fate(kind, event),
        at: event["timestamp"]
            .as_i64()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
    })
}

fn fate(kind: &str, event: &Value) -> Fate {
    let failed = |address_is_dead| Fate::Failed {
        reason: reason(kind, event),
        address_is_dead,
    };
    match kind {
        "processed" | "deferred" => Fate::UnderWay,
        "delivered" => Fate::Delivered,
        "open" | "click" => Fate::Read,
        // "blocked" is a refusal of this message or of our server; the address stays good.
        "bounce" => failed(event["type"] != "blocked" && !event["status"].as_str().unwrap_or("5").starts_with('4')),
        "dropped" => failed(was_dropped_for_the_address(event)),
        "spamreport" => failed(true),
        other => {
            tracing::warn!(kind = their_name(other), "an event of SendGrid that is not known");
            Fate::UnderWay
        }
    }
}

/// SendGrid sends nothing more to addresses that it holds for dead.
fn was_dropped_for_the_address(event: &Value) -> bool {
    let reason = event["reason"].as_str().unwrap_or_default();
    [
        "Bounced Address",
        "Unsubscribed Address",
        "Spam Reporting Address",
        "Invalid",
    ]
    .iter()
    .any(|known| reason.eq_ignore_ascii_case(known))
}

/// The kind and the enhanced status code (RFC 3463); the words beside them quote addresses.
fn reason(kind: &str, event: &Value) -> String {
    let status = event["status"].as_str().unwrap_or_default();
    let code = status.len() <= 12 && status.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    format!("{kind} {}", if code { status } else { "" }).trim().to_owned()
}

#[cfg(test)]
mod tests;
