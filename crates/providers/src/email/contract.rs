//! What every e-mail adapter must do, run against each of them.

use booking_rules::values::Email;

use super::{CalendarMethod, CalendarPart, EmailSender, Mailbox, OutgoingEmail};

/// A message with every part filled, in three scripts.
#[must_use]
pub fn sample_email() -> OutgoingEmail {
    let address = |text: &str| Email::parse(text).unwrap_or_else(|_| unreachable!("a valid address"));
    OutgoingEmail {
        from: Mailbox {
            name: Some("Zakład Łóżko, spółka".to_owned()),
            address: address("notices@salonbook.example"),
        },
        reply_to: Some(Mailbox {
            name: None,
            address: address("shop@example.pl"),
        }),
        to: address("anna@example.pl"),
        to_name: Some("Anna Żółć".to_owned()),
        subject: "Potwierdzenie wizyty: wtorek, 16 marca".to_owned(),
        text: "Zażółć gęślą jaźń\nصالون".to_owned(),
        html: "<p>Zażółć gęślą jaźń</p>".to_owned(),
        calendar: Some(CalendarPart {
            method: CalendarMethod::Request,
            body: "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".to_owned(),
        }),
        message_id: "bkg_1.2.booking_confirmed@salonbook.example".to_owned(),
        kind: "booking_confirmed".to_owned(),
        booking_id: None,
        own_id: "n-bkg_1-booking_confirmed-email-2".to_owned(),
        unsubscribe_url: Some("https://book.example/api/v1/unsubscribe/token".to_owned()),
    }
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn an_accepted_message_has_a_reference(sender: &dyn EmailSender) {
    let accepted = sender.send(&sample_email()).await.expect("the provider accepts");
    assert!(!accepted.reference.is_empty());
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_message_without_a_calendar_is_accepted(sender: &dyn EmailSender) {
    let email = OutgoingEmail {
        calendar: None,
        reply_to: None,
        to_name: None,
        ..sample_email()
    };
    sender.send(&email).await.expect("the provider accepts");
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
        private: &["anna@example.pl", "Zażółć", "Potwierdzenie"],
    }
}
