//! The port for text messages that notify. One-time codes are another port, even where one vendor serves both.

use core::fmt;

use booking_rules::ids::BookingId;
use booking_rules::values::Phone;

use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};

#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod serwersms;
pub mod sns;
pub mod twilio;
pub mod unifonic;

/// Hands text messages to a provider. Promises: `Ok` only when the provider took it; no retry of its own.
pub trait SmsSender: Send + Sync {
    /// # Errors
    /// [`DeliveryError`], which says whether another attempt is safe and of use.
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>>;
}

/// One text message to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingSms {
    pub to: Phone,
    pub text: String,
    /// The name shown in place of a number, where the country allows one.
    pub sender_id: Option<String>,
    /// Which notice this is, such as `booking_reminder`.
    pub kind: String,
    pub booking_id: Option<BookingId>,
    /// Our own name for the message, the same at every try; the provider tells it back with what becomes of it.
    pub own_id: String,
}

/// Shows neither recipient nor text, so that a log line cannot leak them.
impl fmt::Debug for OutgoingSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingSms")
            .field("kind", &self.kind)
            .field("own_id", &self.own_id)
            .finish_non_exhaustive()
    }
}
