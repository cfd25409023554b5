//! What text and WhatsApp messages through Twilio have in common: one account, one resource, one list of states.

use crate::fate::Fate;

/// What a status of Twilio means; a code says why it failed.
pub(crate) fn fate(status: &str, code: Option<u64>) -> Fate {
    match status {
        // Of a message in several parts some have arrived; the rest is still told.
        "accepted" | "scheduled" | "queued" | "sending" | "sent" | "partially_delivered" | "receiving" | "received" => {
            Fate::UnderWay
        }
        "delivered" => Fate::Delivered,
        "read" => Fate::Read,
        "undelivered" | "failed" | "canceled" => Fate::Failed {
            reason: code.map_or_else(|| status.to_owned(), |code| format!("{status} {code}")),
            address_is_dead: code.is_some_and(address_is_dead),
        },
        _ => {
            tracing::warn!("a status of Twilio that is not known");
            Fate::UnderWay
        }
    }
}

/// 21211 no such number, 21610 opted out, 21614 not a mobile, 30005 unknown number, 30006 landline. A telephone that is
/// switched off (30003) or a carrier that filters (30007) may take the next message.
pub(crate) fn address_is_dead(code: u64) -> bool {
    matches!(code, 21211 | 21610 | 21614 | 30005 | 30006)
}
