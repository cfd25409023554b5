//! The port for e-mail.
//!
//! A sender promises: `Ok` only after the provider took responsibility; nothing user-supplied can add a header or a
//! recipient; no retry of its own; the same `message_id` for the same message, so that a double can be seen.

use core::fmt;

use booking_rules::ids::BookingId;
use booking_rules::values::Email;

use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};

#[doc(hidden)]
pub mod contract;
pub mod local;
mod mime;
pub mod sendgrid;
pub mod ses;
pub mod smtp;

/// Hands e-mail to a provider.
pub trait EmailSender: Send + Sync {
    /// # Errors
    /// [`DeliveryError`], which says whether another attempt is safe and of use.
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>>;
}

/// An address with the name shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: Email,
}

/// One e-mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingEmail {
    pub from: Mailbox,
    /// Where answers go: the shop, as a rule.
    pub reply_to: Option<Mailbox>,
    pub to: Email,
    pub to_name: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<CalendarPart>,
    /// Deterministic, `<booking.version.kind@domain>` with or without the angle brackets.
    pub message_id: String,
    /// Which notice this is, such as `booking_confirmed`.
    pub kind: String,
    pub booking_id: Option<BookingId>,
    /// Our own name for the message, the same at every try; the provider tells it back with what becomes of it. Letters,
    /// digits, `-` and `_` alone, as the tags of providers allow.
    pub own_id: String,
    /// Where the reader leaves the list (RFC 8058: one POST does it); absent where a message is not one of a list.
    pub unsubscribe_url: Option<String>,
}

/// Shows neither recipient nor text, so that a log line cannot leak them.
impl fmt::Debug for OutgoingEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingEmail")
            .field("message_id", &self.message_id)
            .field("kind", &self.kind)
            .field("calendar", &self.calendar.as_ref().map(|c| c.method))
            .finish_non_exhaustive()
    }
}

/// An iCalendar object that travels with a message (RFC 6047).
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// The same method as inside `body`; importers refuse a mismatch.
    pub method: CalendarMethod,
    /// A whole `VCALENDAR`, CRLF line ends, folded.
    pub body: String,
}

impl fmt::Debug for CalendarPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CalendarPart")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// What a calendar program is asked to do (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarMethod {
    Request,
    Cancel,
    Publish,
}

impl CalendarMethod {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}
