//! The port for work that waits: at least once, in no promised order.
//!
//! The table's outbox is the truth; a queue only carries it, so messages hold ids and never contact data. A queue
//! promises that a message whose index is not reported as failed will be received at least once.

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod sqs;
pub mod sqs_dead_letters;

/// The queues of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueName {
    EmailDelivery,
    SmsDelivery,
    WhatsappDelivery,
    /// What happened, for those who are told of it: in the application, by letter, by a webhook of theirs.
    Announcements,
    /// Calls of businesses' own webhooks.
    HookDelivery,
    /// Bookings and money facts to count.
    Stats,
    /// Files to make of a business's records.
    Exports,
    /// People who want what is held about them, or want it erased.
    PersonalRecords,
    /// Times that were given back, for those who wait for one.
    Waitlist,
}

impl QueueName {
    pub const ALL: [Self; 9] = [
        Self::EmailDelivery,
        Self::SmsDelivery,
        Self::WhatsappDelivery,
        Self::Announcements,
        Self::HookDelivery,
        Self::Stats,
        Self::Exports,
        Self::PersonalRecords,
        Self::Waitlist,
    ];

    /// The name used in configuration and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmailDelivery => "email_delivery",
            Self::SmsDelivery => "sms_delivery",
            Self::WhatsappDelivery => "whatsapp_delivery",
            Self::Announcements => "announcements",
            Self::HookDelivery => "hook_delivery",
            Self::Stats => "stats",
            Self::Exports => "exports",
            Self::PersonalRecords => "personal_records",
            Self::Waitlist => "waitlist",
        }
    }

    /// The name used in addresses: of the deployed queue after the prefix of its stage, and in the path of the API.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::EmailDelivery => "email",
            Self::SmsDelivery => "sms",
            Self::WhatsappDelivery => "whatsapp",
            Self::Announcements => "announcements",
            Self::HookDelivery => "hooks",
            Self::Stats => "stats",
            Self::Exports => "exports",
            Self::PersonalRecords => "people",
            Self::Waitlist => "waitlist",
        }
    }

    #[must_use]
    pub fn at_address(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.address() == text)
    }
}

/// One message to put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMessage {
    pub body: String,
    /// How long to keep it from receivers; at most [`MAX_DELAY_SECONDS`].
    pub delay_seconds: u32,
}

impl QueueMessage {
    /// A message to be received at once.
    pub fn now(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            delay_seconds: 0,
        }
    }
}

/// What waits longer belongs into the table, where it can be found and cancelled.
pub const MAX_DELAY_SECONDS: u32 = 900;

/// No message was put in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    #[error("no address is configured for the queue {}", .0.as_str())]
    NotConfigured(QueueName),
    #[error("a queue delays by at most {MAX_DELAY_SECONDS} s")]
    DelayTooLong,
    #[error("queue unavailable: {0}")]
    Unavailable(String),
}

/// Puts messages into queues.
pub trait Queue: Send + Sync {
    /// Answers the indices of the messages that were not taken, after one more attempt for each of them.
    ///
    /// # Errors
    /// [`QueueError`] when none was.
    fn send<'a>(&'a self, queue: QueueName, messages: Vec<QueueMessage>)
    -> Pending<'a, Result<Vec<usize>, QueueError>>;
}

/// What nobody could deal with, given back to its queue once the reason is mended.
pub trait DeadLetters: Send + Sync {
    /// Puts the dead letters of a queue back into it; answers about how many there were, for they move while they are
    /// counted. Asking again while they move changes nothing.
    ///
    /// # Errors
    /// [`QueueError`] when the queue cannot be asked.
    fn redrive(&self, queue: QueueName) -> Pending<'_, Result<u64, QueueError>>;
}

fn check_delays(messages: &[QueueMessage]) -> Result<(), QueueError> {
    if messages.iter().any(|message| message.delay_seconds > MAX_DELAY_SECONDS) {
        return Err(QueueError::DelayTooLong);
    }
    Ok(())
}
