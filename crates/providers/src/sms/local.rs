//! Text messages into the local inbox.

use super::{OutgoingSms, SmsSender};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::inbox::{Inbox, NewMessage};

impl SmsSender for Inbox {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            self.take_in(NewMessage {
                channel: "sms",
                to: sms.to.as_str(),
                subject: None,
                text: &sms.text,
                html: None,
                calendar: None,
                kind: &sms.kind,
                booking_id: sms.booking_id,
            })
        })
    }
}
