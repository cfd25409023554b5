//! What every WhatsApp adapter must do, run against each of them.

use booking_rules::values::{Locale, Phone};

use super::{OutgoingWhatsapp, WhatsappSender};

/// A reminder with both its words and what fills a template.
#[must_use]
pub fn sample_whatsapp() -> OutgoingWhatsapp {
    OutgoingWhatsapp {
        to: Phone::parse("+48601234567", None).unwrap_or_else(|_| unreachable!("a valid number")),
        text: "Przypomnienie: wizyta we wtorek, 16 marca 2027".to_owned(),
        variables: vec!["Anna".to_owned(), "wtorek, 16 marca 2027".to_owned()],
        locale: Locale::Pl,
        kind: "booking_reminder".to_owned(),
        booking_id: None,
        own_id: "n-bkg_1-booking_reminder-whatsapp-1".to_owned(),
    }
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn an_accepted_message_has_a_reference(sender: &dyn WhatsappSender) {
    let accepted = sender.send(&sample_whatsapp()).await.expect("the provider accepts");
    assert!(!accepted.reference.is_empty());
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
        private: &["601234567", "Przypomnienie", "Anna"],
    }
}
