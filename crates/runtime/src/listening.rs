//! Functions behind queues whose messages leave the system through nothing: what people and webhooks are told of, and files to make.

use application::App;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::environment::{app, sdk_config};
use crate::{Error, Listener, block_on};

/// Tells of each event of a batch; of those that could not be told of, the queue keeps the messages.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_announcements_queue(listener: Listener) -> Result<(), Error> {
    block_on(async move {
        let app = app(&sdk_config()?).await?;
        listen(&app, listener).await
    })
}

/// Counts each booking and money fact of a batch; of those that could not be counted, the queue keeps the messages.
///
/// # Errors
/// As [`run_announcements_queue`].
pub fn run_stats_queue(listener: Listener) -> Result<(), Error> {
    run_announcements_queue(listener)
}

/// Offers what became free to those who wait; of what could not be looked into, the queue keeps the messages.
///
/// # Errors
/// As [`run_announcements_queue`].
pub fn run_waitlist_queue(listener: Listener) -> Result<(), Error> {
    run_announcements_queue(listener)
}

/// Hands every message to the listener until Lambda stops the function.
pub(crate) async fn listen(app: &App, listener: Listener) -> Result<(), Error> {
    let handler = service_fn(async |event: LambdaEvent<Value>| {
        Ok::<Value, lambda_runtime::Error>(consume(app, listener, &event.payload).await)
    });
    lambda_runtime::run(handler).await.map_err(Error::Lambda)
}

/// One after the other. Doing a message twice changes nothing, so a batch that is cut short just comes again.
async fn consume(app: &App, listener: Listener, event: &Value) -> Value {
    let none = Vec::new();
    let mut failures = Vec::new();
    for record in event["Records"].as_array().unwrap_or(&none) {
        let body = record["body"].as_str().unwrap_or_default();
        if let Err(again) = listener(app, body).await {
            tracing::warn!(message.id = %record["messageId"], reason = %again, "a message will come again");
            failures.push(json!({ "itemIdentifier": record["messageId"] }));
        }
    }
    json!({ "batchItemFailures": failures })
}
