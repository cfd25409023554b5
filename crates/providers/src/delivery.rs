//! How handing a message to a provider ends, alike for every channel.

/// The provider took responsibility for the message; delivery to the person is another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The provider's own name for the message.
    pub reference: String,
}

/// Why a message was not (surely) accepted. No reason holds a recipient or a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It will never be accepted as it is.
    #[error("rejected: {reason}")]
    Rejected {
        reason: String,
        /// The address itself takes no message of this kind, now or later: no mobile, unknown, opted out.
        address_is_dead: bool,
    },
    /// It was not accepted, and may be later.
    #[error("not accepted for now: {reason}")]
    Transient { reason: String },
    /// It may or may not have been accepted; sending it again could double it.
    #[error("outcome unknown: {reason}")]
    Unknown { reason: String },
}

impl DeliveryError {
    /// A permanent refusal.
    pub fn rejected(reason: impl Into<String>) -> Self {
        Self::Rejected {
            reason: reason.into(),
            address_is_dead: false,
        }
    }

    /// A permanent refusal for what the address is: no other message needs to be tried there.
    pub fn dead_address(reason: impl Into<String>) -> Self {
        Self::Rejected {
            reason: reason.into(),
            address_is_dead: true,
        }
    }

    /// A refusal or outage that may pass.
    pub fn transient(reason: impl Into<String>) -> Self {
        Self::Transient { reason: reason.into() }
    }

    /// An answer that never came.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown { reason: reason.into() }
    }
}
