//! The port for one-time codes: apart from notices, even where one vendor serves both. A code is worth nothing after
//! minutes, is waited for by a person, and must never lie in a queue.
//!
//! The codes are ours: we draw them, keep their digest and check them; a vendor only carries them. So vendors are
//! interchangeable, and none of them can sign anybody in.

use core::fmt;
use std::time::Duration;

use booking_rules::values::{Locale, Phone};
use secrecy::SecretString;
use serde::Deserialize;

use crate::Pending;
pub use crate::credentials::UnusableCredentials;
use crate::delivery::{Accepted, DeliveryError};

pub mod authentica;
#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod twilio;
pub mod unifonic;

/// Hands one-time codes to a provider. Promises: `Ok` only when the provider took it; no retry of its own; an answer
/// within the time limit it was built with; neither number nor code in an error.
pub trait OtpSender: Send + Sync {
    /// Whether it can send this way as it is configured.
    fn reaches(&self, channel: OtpChannel) -> bool;

    /// # Errors
    /// [`DeliveryError`], which says whether another attempt is safe and of use.
    fn send<'a>(&'a self, code: &'a OutgoingCode) -> Pending<'a, Result<Accepted, DeliveryError>>;
}

/// By which way a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtpChannel {
    #[default]
    Sms,
    Whatsapp,
}

/// One code to one person.
#[derive(Clone)]
pub struct OutgoingCode {
    pub to: Phone,
    /// Six digits.
    pub code: SecretString,
    /// The whole message, for vendors that send what they are given.
    pub text: SecretString,
    /// For vendors that write the message themselves.
    pub locale: Locale,
    pub channel: OtpChannel,
    /// Our own name for the message.
    pub reference: String,
    /// Of no use after this: a vendor that can is told not to deliver it later.
    pub good_for: Duration,
}

/// Shows neither recipient nor code, so that a log line cannot leak them.
impl fmt::Debug for OutgoingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingCode")
            .field("channel", &self.channel)
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}
