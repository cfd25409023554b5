//! What became of a message after its provider took it: as the provider calls to tell, or as it answers when asked.
//!
//! Only Twilio, SerwerSMS and Unifonic can be asked. SMTP ends with the relay's word; SNS keeps no record of a message to
//! a number that could be read (its delivery logs go elsewhere, if they were switched on); SES answers about a message by
//! its `MessageId` alone, which is just what is missing when an answer was lost; SendGrid's e-mail activity is a paid
//! addition, minutes late and not keyed by our own name. Of those, SES and SendGrid call to tell, by our own name.

use booking_rules::notices::{Channel, Vendor};
use booking_rules::values::Phone;
use chrono::{DateTime, Utc};

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod serwersms;
pub mod twilio;
pub mod unifonic;

/// What a provider knows of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Taken, and still on its way.
    UnderWay,
    Delivered,
    Read,
    Failed {
        /// A code, never an address or a text.
        reason: String,
        /// The address itself takes no message of this kind, now or later: no mobile, unknown, opted out, bounced for good.
        address_is_dead: bool,
    },
}

/// What a provider called to tell. Providers call late, twice and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    pub vendor: Vendor,
    /// Our own name for the message, where the provider tells it back.
    pub own_id: Option<String>,
    /// The provider's name for the message.
    pub reference: String,
    pub fate: Fate,
    /// When it happened, where the provider says.
    pub at: Option<DateTime<Utc>>,
}

/// Which message is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageInQuestion {
    pub own_id: String,
    /// By which way it went: a provider may name the same number differently for each.
    pub channel: Channel,
    /// The provider's name for it; unknown when its answer was lost.
    pub reference: Option<String>,
    /// Where it went, for providers that know messages by nothing else.
    pub to: Option<Phone>,
    pub sent_at: DateTime<Utc>,
}

/// Shows no recipient.
impl core::fmt::Debug for MessageInQuestion {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MessageInQuestion")
            .field("own_id", &self.own_id)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMessage {
    pub reference: String,
    pub fate: Fate,
}

/// The provider did not say; ask again later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the provider did not say: {0}")]
pub struct NotTold(pub String);

/// Asks a provider what became of a message, by an authenticated call.
pub trait FateLookup: Send + Sync {
    /// `None` when the provider says that it never took such a message: only then may it be sent again.
    ///
    /// # Errors
    /// [`NotTold`] when the provider cannot be asked for now, or cannot answer for lack of a name.
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>>;
}
