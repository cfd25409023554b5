//! Events on Amazon EventBridge.

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

use super::{BusError, DomainEvent, EventBus};
use crate::Pending;
use crate::service_error::CallFailure;

/// EventBridge takes at most ten events a call.
const BATCH: usize = 10;

/// Publishes to one bus.
#[derive(Debug, Clone)]
pub struct EventBridgeBus {
    client: Client,
    bus_name: String,
}

impl EventBridgeBus {
    /// Time-outs are those of the client.
    #[must_use]
    pub fn new(client: Client, bus_name: String) -> Self {
        Self { client, bus_name }
    }

    async fn publish_all(&self, events: &[DomainEvent]) -> Result<Vec<usize>, BusError> {
        let mut failed = Vec::new();
        let mut last_failure = None;
        for (number, batch) in events.chunks(BATCH).enumerate() {
            let first = number * BATCH;
            match self.publish_batch(batch).await {
                Ok(refused) => failed.extend(refused.into_iter().map(|index| first + index)),
                Err(failure) => {
                    failed.extend(first..first + batch.len());
                    last_failure = Some(failure);
                }
            }
        }
        match last_failure {
            Some(failure) if failed.len() == events.len() => Err(BusError(failure.to_string())),
            _ => Ok(failed),
        }
    }

    /// The positions EventBridge did not take; its answers stand in the order of the events.
    async fn publish_batch(&self, batch: &[DomainEvent]) -> Result<Vec<usize>, CallFailure> {
        let entries = batch.iter().map(|event| {
            PutEventsRequestEntry::builder()
                .event_bus_name(&self.bus_name)
                .source(&event.source)
                .detail_type(&event.kind)
                .detail(&event.detail)
                .time(DateTime::from_millis(event.occurred_at.timestamp_millis()))
                .build()
        });
        let request = self.client.put_events().set_entries(Some(entries.collect()));
        let answer = request.send().await.map_err(|error| CallFailure::of(&error))?;
        let taken = |index: &usize| {
            answer
                .entries()
                .get(*index)
                .is_some_and(|entry| entry.error_code().is_none())
        };
        Ok((0..batch.len()).filter(|index| !taken(index)).collect())
    }
}

impl EventBus for EventBridgeBus {
    fn publish<'a>(&'a self, events: Vec<DomainEvent>) -> Pending<'a, Result<Vec<usize>, BusError>> {
        Box::pin(async move { self.publish_all(&events).await })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::contract;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    fn bus(url: &str) -> EventBridgeBus {
        let no_retries = aws_sdk_eventbridge::config::retry::RetryConfig::disabled();
        let config = aws_settings!(aws_sdk_eventbridge, url).retry_config(no_retries).build();
        EventBridgeBus::new(Client::from_conf(config), "salonbook-test".to_owned())
    }

    fn answer(request: &Request, refuses: impl Fn(&str) -> bool) -> Answer {
        let entries: Vec<Value> = request.json()["Entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| match refuses(entry["Detail"].as_str().unwrap()) {
                true => json!({ "ErrorCode": "InternalFailure", "ErrorMessage": "no" }),
                false => json!({ "EventId": "e" }),
            })
            .collect();
        Answer::json(&json!({ "FailedEntryCount": 0, "Entries": entries }))
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract_in_batches_of_ten() {
        let server = Loopback::start(|request| answer(request, |_| false));
        contract::any_number_of_events_is_taken(&bus(&server.url())).await;
        let requests: Vec<Value> = server.requests().iter().map(Request::json).collect();
        let sizes: Vec<usize> = requests
            .iter()
            .map(|r| r["Entries"].as_array().unwrap().len())
            .collect();
        assert_eq!(sizes, [1, 10, 10, 10, 3]);
        let entry = &requests[0]["Entries"][0];
        assert_eq!(entry["Source"], "salonbook");
        assert_eq!(entry["DetailType"], "BookingConfirmed");
        assert_eq!(entry["EventBusName"], "salonbook-test");
        assert_eq!(entry["Detail"], "{\"n\":0}");
    }

    #[tokio::test]
    async fn refused_events_are_reported_by_their_place() {
        let server = Loopback::start(|request| answer(request, |detail| matches!(detail, "{\"n\":2}" | "{\"n\":11}")));
        assert_eq!(
            bus(&server.url()).publish(contract::sample_events(12)).await,
            Ok(vec![2, 11])
        );
    }

    #[tokio::test]
    async fn an_outage_half_way_reports_what_was_not_taken() {
        let server = Loopback::start(|request| match request.body().contains("\\\"n\\\":0}") {
            true => answer(request, |_| false),
            false => Answer::new(503, "{}"),
        });
        assert_eq!(
            bus(&server.url()).publish(contract::sample_events(12)).await,
            Ok(vec![10, 11])
        );
    }

    #[tokio::test]
    async fn an_outage_of_all_is_an_error() {
        let server = Loopback::start(|_| Answer::new(503, "{}"));
        assert!(bus(&server.url()).publish(contract::sample_events(2)).await.is_err());
    }
}
