//! The port for domain events: at least once, to whoever has subscribed.

use booking_rules::ids::EventId;
use chrono::{DateTime, Utc};

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod eventbridge;
pub mod local;

/// The source named on every event of ours.
pub const SOURCE: &str = "salonbook";

/// One event as it leaves the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainEvent {
    pub id: EventId,
    /// What happened, such as `BookingConfirmed`.
    pub kind: String,
    /// [`SOURCE`], as a rule.
    pub source: String,
    /// The envelope as a JSON object: ids, not contact data.
    pub detail: String,
    pub occurred_at: DateTime<Utc>,
}

/// No event was published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event bus unavailable: {0}")]
pub struct BusError(pub String);

/// Publishes events.
pub trait EventBus: Send + Sync {
    /// Answers the indices of the events that were not taken.
    ///
    /// # Errors
    /// [`BusError`] when none was.
    fn publish<'a>(&'a self, events: Vec<DomainEvent>) -> Pending<'a, Result<Vec<usize>, BusError>>;
}
