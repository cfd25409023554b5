//! Handing a message to its provider: claimed once, decided at send time, its end recorded.
//!
//! A claim that never ended means nobody knows whether the provider took the message; it ends as `unknown` and is
//! never sent again blindly.

mod held;
mod letters;
mod notices;

use std::sync::Arc;

use booking_rules::values::Email;
use providers::delivery::{Accepted, DeliveryError};
use providers::email::{EmailSender, OutgoingEmail};
use providers::sms::{OutgoingSms, SmsSender};
use providers::whatsapp::{OutgoingWhatsapp, WhatsappSender};
use store::NoticeStatus;

use crate::app::App;
use crate::relay::DeliveryOrder;

pub(crate) use held::WORKER_STOPPED;
pub use notices::{calendar_file, facts, manage_url};

/// By which way a worker sends.
#[derive(Clone)]
pub enum Carrier {
    Email {
        sender: Arc<dyn EmailSender>,
        from: Email,
    },
    Sms {
        sender: Arc<dyn SmsSender>,
        sender_id: Option<String>,
    },
    Whatsapp {
        sender: Arc<dyn WhatsappSender>,
    },
}

/// The message should come again later.
#[derive(Debug, thiserror::Error)]
#[error("deliver again later: {0}")]
pub struct Again(pub String);

impl From<store::StoreError> for Again {
    fn from(error: store::StoreError) -> Self {
        Self(error.to_string())
    }
}

/// Delivers one order; anything but [`Again`] means its message is done with.
///
/// # Errors
/// [`Again`] after a passing failure, or while another worker holds the claim.
pub async fn deliver(app: &App, carrier: &Carrier, order: &DeliveryOrder) -> Result<NoticeStatus, Again> {
    match order {
        DeliveryOrder::Notice(order) => notices::deliver(app, carrier, order).await,
        DeliveryOrder::Letter(order) => letters::deliver(app, carrier, order).await,
    }
}

/// What a provider is given.
enum Message {
    Email(OutgoingEmail),
    Sms(OutgoingSms),
    Whatsapp(OutgoingWhatsapp),
}

impl Message {
    async fn send(&self, carrier: &Carrier) -> Result<Accepted, DeliveryError> {
        match (self, carrier) {
            (Self::Email(email), Carrier::Email { sender, .. }) => sender.send(email).await,
            (Self::Sms(sms), Carrier::Sms { sender, .. }) => sender.send(sms).await,
            (Self::Whatsapp(message), Carrier::Whatsapp { sender }) => sender.send(message).await,
            _ => Err(DeliveryError::rejected("wrong_channel")),
        }
    }
}

/// The same for every try of one message, so that a double can be seen.
fn message_id(of: &str, from: &Email) -> String {
    let domain = from.as_str().rsplit_once('@').map_or("salonbook", |(_, domain)| domain);
    format!("<{of}@{domain}>")
}
