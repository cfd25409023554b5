//! What every bus must do, run against each adapter.

use booking_rules::ids::EventId;
use chrono::DateTime;

use super::{DomainEvent, EventBus, SOURCE};

/// `count` events, each with its number in the detail.
#[must_use]
pub fn sample_events(count: u8) -> Vec<DomainEvent> {
    (0..count)
        .map(|n| DomainEvent {
            id: format!("evt_{:0>26}", n)
                .parse::<EventId>()
                .unwrap_or_else(|_| unreachable!("an id of zeros and digits")),
            kind: "BookingConfirmed".to_owned(),
            source: SOURCE.to_owned(),
            detail: format!("{{\"n\":{n}}}"),
            occurred_at: DateTime::UNIX_EPOCH,
        })
        .collect()
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn any_number_of_events_is_taken(bus: &dyn EventBus) {
    for count in [0, 1, 10, 23] {
        assert_eq!(bus.publish(sample_events(count)).await, Ok(Vec::new()), "{count}");
    }
}
