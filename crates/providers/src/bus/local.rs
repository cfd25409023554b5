//! A bus nobody listens to, kept for inspection.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{BusError, DomainEvent, EventBus};
use crate::Pending;

/// How many events are remembered.
pub const REMEMBERED: usize = 10_000;

/// Remembers the latest events.
#[derive(Debug, Default)]
pub struct LocalBus {
    events: Mutex<VecDeque<DomainEvent>>,
}

impl LocalBus {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is remembered, oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<DomainEvent> {
        self.remembered().iter().cloned().collect()
    }

    fn remembered(&self) -> MutexGuard<'_, VecDeque<DomainEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventBus for LocalBus {
    fn publish<'a>(&'a self, events: Vec<DomainEvent>) -> Pending<'a, Result<Vec<usize>, BusError>> {
        Box::pin(async move {
            let mut remembered = self.remembered();
            remembered.extend(events);
            let surplus = remembered.len().saturating_sub(REMEMBERED);
            remembered.drain(..surplus);
            Ok(Vec::new())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract;
    use super::*;

    #[tokio::test]
    async fn the_local_bus_fulfils_the_contract_and_shows_what_was_published() {
        let bus = LocalBus::new();
        contract::any_number_of_events_is_taken(&bus).await;
        assert_eq!(bus.events().len(), 34);
    }

    #[tokio::test]
    async fn only_the_latest_events_are_remembered() {
        let bus = LocalBus::new();
        for _ in 0..101 {
            bus.publish(contract::sample_events(100)).await.unwrap();
        }
        let events = bus.events();
        assert_eq!(events.len(), REMEMBERED);
        assert_eq!(events.last(), contract::sample_events(100).last());
    }
}
