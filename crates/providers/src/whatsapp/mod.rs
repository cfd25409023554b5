//! The port for WhatsApp messages that notify.
//!
//! A business may write to somebody who did not write within a day only by a template that WhatsApp approved, so a message
//! carries both its words and what fills such a template.

use core::fmt;

use booking_rules::ids::BookingId;
use booking_rules::values::{Locale, Phone};

use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};

#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod twilio;

/// Hands WhatsApp messages to a provider. Promises: `Ok` only when the provider took it; no retry of its own.
pub trait WhatsappSender: Send + Sync {
    /// # Errors
    /// [`DeliveryError`], which says whether another attempt is safe and of use.
    fn send<'a>(&'a self, message: &'a OutgoingWhatsapp) -> Pending<'a, Result<Accepted, DeliveryError>>;
}

/// One message to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingWhatsapp {
    pub to: Phone,
    /// The whole message, for vendors that may send it as it is.
    pub text: String,
    /// What fills the approved template of this kind and language, in its order: `{{1}}`, `{{2}}` and so on.
    pub variables: Vec<String>,
    pub locale: Locale,
    /// Which notice this is, such as `booking_reminder`; names the template.
    pub kind: String,
    pub booking_id: Option<BookingId>,
    /// Our own name for the message, the same at every try; the provider tells it back with what becomes of it.
    pub own_id: String,
}

/// Shows neither recipient nor text, so that a log line cannot leak them.
impl fmt::Debug for OutgoingWhatsapp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingWhatsapp")
            .field("kind", &self.kind)
            .field("own_id", &self.own_id)
            .finish_non_exhaustive()
    }
}
