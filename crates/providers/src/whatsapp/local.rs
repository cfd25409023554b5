//! WhatsApp messages into the local inbox.

use super::{OutgoingWhatsapp, WhatsappSender};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::inbox::{Inbox, NewMessage};

impl WhatsappSender for Inbox {
    fn send<'a>(&'a self, message: &'a OutgoingWhatsapp) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            self.take_in(NewMessage {
                channel: "whatsapp",
                to: message.to.as_str(),
                subject: None,
                text: &message.text,
                html: None,
                calendar: None,
                kind: &message.kind,
                booking_id: message.booking_id,
            })
        })
    }
}
