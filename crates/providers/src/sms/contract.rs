//! What every SMS adapter must do, run against each of them.

use booking_rules::values::Phone;

use super::{OutgoingSms, SmsSender};

/// A reminder with a sender's name.
#[must_use]
pub fn sample_sms() -> OutgoingSms {
    OutgoingSms {
        to: Phone::parse("+48601234567", None).unwrap_or_else(|_| unreachable!("a valid number")),
        text: "Przypomnienie: wizyta we wtorek, 16 marca 2027".to_owned(),
        sender_id: Some("Salon".to_owned()),
        kind: "booking_reminder".to_owned(),
        booking_id: None,
        own_id: "n-bkg_1-booking_reminder-sms-1".to_owned(),
    }
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn an_accepted_message_has_a_reference(sender: &dyn SmsSender) {
    let accepted = sender.send(&sample_sms()).await.expect("the provider accepts");
    assert!(!accepted.reference.is_empty());
    let nameless = OutgoingSms {
        sender_id: None,
        ..sample_sms()
    };
    sender.send(&nameless).await.expect("a sender's name is not needed");
}

/// Over HTTP: how the vendor at an address is reached, and how it says yes.
#[cfg(test)]
pub(crate) fn promise<'a>(
    send_through: crate::contract::SendThrough<'a>,
    accepted: crate::loopback::Answer,
) -> crate::contract::Promise<'a> {
    crate::contract::Promise {
        send_through,
        accepted,
        private: &["601234567", "Przypomnienie"],
    }
}
