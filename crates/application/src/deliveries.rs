//! Handing a message to its provider: claimed once, decided at send time, its end recorded.
//!
//! A vendor that surely did not take it gives way to the next one of the business's order. A claim that never ended, and an
//! answer that never came, mean that nobody knows whether the vendor took the message: it ends as `unknown`, is never sent
//! again blindly, and its vendor is asked.

mod handing;
mod held;
mod letters;
mod notices;
mod question;

use std::sync::Arc;

use booking_rules::notices::{Channel, NoticeSettings, Vendor};
use booking_rules::values::Email;
use providers::vendors::Vendors;
use store::NoticeStatus;

use crate::app::App;
use crate::gauges::{Gauges, Unmeasured};
use crate::relay::DeliveryOrder;

pub(crate) use held::abandoned;
pub use notices::{calendar_file, facts, manage_url};
pub(crate) use question::dead_address;

/// By which way a worker sends, and through whom.
#[derive(Clone)]
pub struct Carrier {
    way: Way,
    vendors: Arc<dyn Vendors>,
    gauges: Arc<dyn Gauges>,
}

/// A channel, and who speaks there for the platform.
#[derive(Debug, Clone)]
pub enum Way {
    Email {
        from: Email,
    },
    /// `sender` is the name shown where the business chose none.
    Sms {
        sender: Option<String>,
    },
    Whatsapp,
}

impl Carrier {
    #[must_use]
    pub fn new(way: Way, vendors: Arc<dyn Vendors>) -> Self {
        Self {
            way,
            vendors,
            gauges: Arc::new(Unmeasured),
        }
    }

    /// The same, telling what it does.
    #[must_use]
    pub fn measured_by(self, gauges: Arc<dyn Gauges>) -> Self {
        Self { gauges, ..self }
    }

    #[must_use]
    pub fn channel(&self) -> Channel {
        match self.way {
            Way::Email { .. } => Channel::Email,
            Way::Sms { .. } => Channel::Sms,
            Way::Whatsapp => Channel::Whatsapp,
        }
    }

    /// The name shown as the sender of a text message: the business's own, else the platform's.
    fn sms_sender(&self, settings: Option<&NoticeSettings>) -> Option<String> {
        let own = settings.and_then(|settings| settings.sms_sender.as_ref());
        match &self.way {
            Way::Sms { sender } => own.map(|name| name.as_str().to_owned()).or_else(|| sender.clone()),
            Way::Email { .. } | Way::Whatsapp => None,
        }
    }

    /// Who is given a message, first choice first: the business's own order, else the platform's.
    fn order(&self, settings: Option<&NoticeSettings>) -> Vec<Vendor> {
        let channel = self.channel();
        let own = settings
            .map(|settings| settings.vendors.of(channel))
            .unwrap_or_default();
        let order = if own.is_empty() {
            self.vendors.order(channel)
        } else {
            own
        };
        order.iter().copied().filter(|vendor| vendor.carries(channel)).collect()
    }
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

/// Delivers one order, or asks what became of its message; anything but [`Again`] means its message is done with for now.
///
/// # Errors
/// [`Again`] after a passing failure, or while another worker holds the claim.
pub async fn deliver(app: &App, carrier: &Carrier, order: &DeliveryOrder) -> Result<NoticeStatus, Again> {
    match order {
        DeliveryOrder::Notice(order) => notices::deliver(app, carrier, order).await,
        DeliveryOrder::Letter(order) => letters::deliver(app, carrier, order).await,
    }
}

/// The same for every try of one message, so that a double can be seen.
fn message_id(of: &str, from: &Email) -> String {
    let domain = from.as_str().rsplit_once('@').map_or("salonbook", |(_, domain)| domain);
    format!("<{of}@{domain}>")
}
