//! Dead letters on Amazon SQS, moved back by SQS itself (StartMessageMoveTask).

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::QueueAttributeName;

use super::{DeadLetters, QueueError, QueueName};
use crate::Pending;
use crate::service_error::CallFailure;

/// Finds the queues by their names: `<prefix>-<queue>-dead-letters`.
#[derive(Debug, Clone)]
pub struct SqsDeadLetters {
    client: Client,
    prefix: String,
}

impl SqsDeadLetters {
    /// `prefix` is what the names of all queues of the stage begin with.
    #[must_use]
    pub fn new(client: Client, prefix: String) -> Self {
        Self { client, prefix }
    }

    async fn move_back(&self, queue: QueueName) -> Result<u64, QueueError> {
        let name = format!("{}-{}-dead-letters", self.prefix, queue.address());
        let found = self.client.get_queue_url().queue_name(name).send().await;
        let url = found.map_err(|error| unavailable(&CallFailure::of(&error)))?.queue_url;
        let asked = self
            .client
            .get_queue_attributes()
            .set_queue_url(url)
            .attribute_names(QueueAttributeName::QueueArn)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
            .send()
            .await;
        let told = asked.map_err(|error| unavailable(&CallFailure::of(&error)))?;
        let attribute = |name| told.attributes.as_ref().and_then(|all| all.get(&name)).cloned();
        let waiting = attribute(QueueAttributeName::ApproximateNumberOfMessages);
        let waiting = waiting.and_then(|count| count.parse().ok()).unwrap_or_default();
        if waiting == 0 {
            return Ok(0);
        }
        // Without a destination they go back to where they came from.
        let started = self
            .client
            .start_message_move_task()
            .set_source_arn(attribute(QueueAttributeName::QueueArn))
            .send()
            .await;
        match started {
            Ok(_) => Ok(waiting),
            Err(error) if is_under_way(error.code(), error.message()) => Ok(waiting),
            Err(error) => Err(unavailable(&CallFailure::of(&error))),
        }
    }
}

/// SQS runs one such task a queue and refuses a second while the first one moves.
fn is_under_way(code: Option<&str>, message: Option<&str>) -> bool {
    code.is_some_and(|code| code.ends_with("UnsupportedOperation") || code.ends_with("InvalidParameterValue"))
        && message.is_some_and(|message| message.contains("already"))
}

fn unavailable(failure: &CallFailure) -> QueueError {
    QueueError::Unavailable(failure.to_string())
}

impl DeadLetters for SqsDeadLetters {
    fn redrive(&self, queue: QueueName) -> Pending<'_, Result<u64, QueueError>> {
        Box::pin(self.move_back(queue))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    const ARN: &str = "arn:aws:sqs:eu-central-1:000000000000:salonbook-dev-sms-dead-letters";

    fn dead_letters(url: &str) -> SqsDeadLetters {
        let config = aws_settings!(aws_sdk_sqs, url).build();
        SqsDeadLetters::new(Client::from_conf(config), "salonbook-dev".to_owned())
    }

    /// SQS with so many dead letters, which answers a move as told.
    fn sqs(waiting: u64, moved: Answer) -> Loopback {
        Loopback::start(move |request: &Request| match target(request) {
            "GetQueueUrl" => Answer::json(&json!({ "QueueUrl": "http://127.0.0.1/1/dead" })),
            "GetQueueAttributes" => Answer::json(&json!({
                "Attributes": { "QueueArn": ARN, "ApproximateNumberOfMessages": waiting.to_string() }
            })),
            _ => moved.clone(),
        })
    }

    fn target(request: &Request) -> &str {
        let target = request.header("x-amz-target").unwrap_or_default();
        target.rsplit('.').next().unwrap_or_default()
    }

    #[tokio::test]
    async fn dead_letters_go_back_to_the_queue_they_came_from() {
        let server = sqs(3, Answer::json(&json!({ "TaskHandle": "handle" })));
        let moved = dead_letters(&server.url()).redrive(QueueName::SmsDelivery).await;
        assert_eq!(moved, Ok(3));
        let requests = server.requests();
        assert_eq!(requests[0].json()["QueueName"], "salonbook-dev-sms-dead-letters");
        assert_eq!(requests[2].json(), json!({ "SourceArn": ARN }));
    }

    #[tokio::test]
    async fn where_there_are_none_nothing_is_moved() {
        let server = sqs(0, Answer::new(500, "{}"));
        assert_eq!(
            dead_letters(&server.url()).redrive(QueueName::EmailDelivery).await,
            Ok(0)
        );
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn a_move_that_is_under_way_is_as_good_as_started_and_an_outage_is_told() {
        let refusal = |code: &str, message: &str| {
            Answer::new(
                400,
                json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": message }).to_string(),
            )
        };
        let busy = sqs(2, refusal("UnsupportedOperation", "There is already a task running."));
        assert_eq!(dead_letters(&busy.url()).redrive(QueueName::SmsDelivery).await, Ok(2));
        let refused = sqs(
            2,
            refusal("InvalidParameterValue", "The source is no dead letter queue."),
        );
        let outcome = dead_letters(&refused.url()).redrive(QueueName::SmsDelivery).await;
        assert!(matches!(outcome, Err(QueueError::Unavailable(_))), "{outcome:?}");
    }
}
