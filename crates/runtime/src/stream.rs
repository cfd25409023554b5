//! The function behind the table's stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use application::relay::Outlets;
use lambda_runtime::{LambdaEvent, service_fn};
use providers::bus::eventbridge::EventBridgeBus;
use providers::queue::QueueName;
use providers::queue::sqs::SqsQueues;
use serde_json::{Value, json};

use crate::environment::{required, sdk_config};
use crate::{Error, StreamConsumer, block_on};

/// Hands each batch to the consumer and reports the first record that was not handed on, so that the stream is read
/// again from there.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_stream(consumer: StreamConsumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let urls = BTreeMap::from([
            (QueueName::EmailDelivery, required("EMAIL_QUEUE_URL")?),
            (QueueName::SmsDelivery, required("SMS_QUEUE_URL")?),
            (QueueName::WhatsappDelivery, required("WHATSAPP_QUEUE_URL")?),
            (QueueName::Announcements, required("ANNOUNCEMENTS_QUEUE_URL")?),
            (QueueName::HookDelivery, required("HOOKS_QUEUE_URL")?),
            (QueueName::Stats, required("STATS_QUEUE_URL")?),
            (QueueName::Exports, required("EXPORTS_QUEUE_URL")?),
            (QueueName::PersonalRecords, required("PEOPLE_QUEUE_URL")?),
            (QueueName::Waitlist, required("WAITLIST_QUEUE_URL")?),
        ]);
        let outlets = Outlets {
            bus: Arc::new(EventBridgeBus::new(
                aws_sdk_eventbridge::Client::new(&config),
                required("EVENT_BUS_NAME")?,
            )),
            queue: Arc::new(SqsQueues::new(aws_sdk_sqs::Client::new(&config), urls)),
        };
        let handler = service_fn(async |event: LambdaEvent<Value>| {
            Ok::<Value, lambda_runtime::Error>(consume(consumer, &outlets, &event.payload).await)
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

async fn consume(consumer: StreamConsumer, outlets: &Outlets, event: &Value) -> Value {
    let none = Vec::new();
    let records = event["Records"].as_array().unwrap_or(&none);
    match consumer(outlets, records).await {
        Ok(()) => json!({ "batchItemFailures": [] }),
        Err(failed) => {
            tracing::error!(error = %failed, "relay stopped");
            let at = records.get(failed.index).map(|r| &r["dynamodb"]["SequenceNumber"]);
            json!({ "batchItemFailures": [{ "itemIdentifier": at }] })
        }
    }
}
