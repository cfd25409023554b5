//! E-mail into the local inbox.

use super::{EmailSender, OutgoingEmail};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::inbox::{Inbox, NewMessage};

impl EmailSender for Inbox {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            self.take_in(NewMessage {
                channel: "email",
                to: email.to.as_str(),
                subject: Some(&email.subject),
                text: &email.text,
                html: Some(&email.html),
                calendar: email.calendar.as_ref().map(|part| part.body.as_str()),
                kind: &email.kind,
                booking_id: email.booking_id,
            })
        })
    }
}
