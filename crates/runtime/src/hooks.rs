//! The function behind the queue of webhooks.

use std::sync::Arc;

use application::App;
use booking_rules::hooks::Destinations;
use futures::future::join_all;
use lambda_runtime::{LambdaEvent, service_fn};
use providers::hooks::HookCaller;
use providers::hooks::http::{HttpHooks, SystemHosts};
use serde_json::{Value, json};

use crate::environment::{app, sdk_config};
use crate::{Error, HookConsumer, block_on, field_keys};

/// Calls webhooks, those of a batch all at once: a receiver that keeps one waiting must not hold up the others.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_hooks_queue(consumer: HookConsumer) -> Result<(), Error> {
    block_on(async move {
        let hosts = Arc::new(SystemHosts);
        let caller = HttpHooks::new(hosts.clone(), Destinations::Public);
        let caller = caller.map_err(|error| Error::Lambda(error.into()))?;
        let config = sdk_config()?;
        let app = field_keys::equip(app(&config).await?, &config)?;
        let handler = service_fn(async |event: LambdaEvent<Value>| {
            Ok::<Value, lambda_runtime::Error>(consume(&app, &caller, consumer, &event.payload).await)
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

async fn consume(app: &App, caller: &dyn HookCaller, consumer: HookConsumer, event: &Value) -> Value {
    let none = Vec::new();
    let records = event["Records"].as_array().unwrap_or(&none);
    let calls = records.iter().map(async |record| {
        let body = record["body"].as_str().unwrap_or_default();
        let again = consumer(app, caller, body).await.err()?;
        tracing::warn!(message.id = %record["messageId"], reason = %again, "the webhook will be called later");
        Some(json!({ "itemIdentifier": record["messageId"] }))
    });
    let failures: Vec<Value> = join_all(calls).await.into_iter().flatten().collect();
    json!({ "batchItemFailures": failures })
}
