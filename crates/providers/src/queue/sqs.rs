//! Queues on Amazon SQS.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use super::{Queue, QueueError, QueueMessage, QueueName, check_delays};
use crate::Pending;
use crate::service_error::CallFailure;

/// SQS takes at most ten messages a call.
const BATCH: usize = 10;

/// Sends in batches; the addresses of the queues come from configuration.
#[derive(Debug, Clone)]
pub struct SqsQueues {
    client: Client,
    urls: BTreeMap<QueueName, String>,
}

impl SqsQueues {
    /// Time-outs are those of the client.
    #[must_use]
    pub fn new(client: Client, urls: BTreeMap<QueueName, String>) -> Self {
        Self { client, urls }
    }

    async fn send_all(&self, queue: QueueName, messages: &[QueueMessage]) -> Result<Vec<usize>, QueueError> {
        check_delays(messages)?;
        let url = self.urls.get(&queue).ok_or(QueueError::NotConfigured(queue))?;
        let mut failed = BTreeSet::new();
        let mut last_failure = None;
        let indexed: Vec<(usize, &QueueMessage)> = messages.iter().enumerate().collect();
        for batch in indexed.chunks(BATCH) {
            let mut left = batch.to_vec();
            for _attempt in 0..2 {
                match self.send_batch(url, &left).await {
                    Ok(refused) => left.retain(|(index, _)| refused.contains(index)),
                    // The client has retried by itself; a lost answer may only double a message.
                    Err(failure) => {
                        last_failure = Some(failure);
                        break;
                    }
                }
                if left.is_empty() {
                    break;
                }
            }
            failed.extend(left.iter().map(|(index, _)| *index));
        }
        match last_failure {
            Some(failure) if failed.len() == messages.len() => Err(QueueError::Unavailable(failure.to_string())),
            _ => Ok(failed.into_iter().collect()),
        }
    }

    /// The indices SQS did not take; one it does not mention at all counts as not taken.
    async fn send_batch(&self, url: &str, batch: &[(usize, &QueueMessage)]) -> Result<BTreeSet<usize>, CallFailure> {
        let mut request = self.client.send_message_batch().queue_url(url);
        for (index, message) in batch {
            let entry = SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(&message.body)
                .delay_seconds(i32::try_from(message.delay_seconds).unwrap_or(i32::MAX))
                .build()
                .map_err(|_| CallFailure::NotDone("batch entry cannot be built".to_owned()))?;
            request = request.entries(entry);
        }
        let answer = request.send().await.map_err(|error| CallFailure::of(&error))?;
        let taken: BTreeSet<&str> = answer.successful().iter().map(|entry| entry.id()).collect();
        Ok(batch
            .iter()
            .map(|(index, _)| *index)
            .filter(|index| !taken.contains(index.to_string().as_str()))
            .collect())
    }
}

impl Queue for SqsQueues {
    fn send<'a>(
        &'a self,
        queue: QueueName,
        messages: Vec<QueueMessage>,
    ) -> Pending<'a, Result<Vec<usize>, QueueError>> {
        Box::pin(async move { self.send_all(queue, &messages).await })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::super::contract;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    fn queues(url: &str) -> SqsQueues {
        let no_retries = aws_sdk_sqs::config::retry::RetryConfig::disabled();
        let config = aws_settings!(aws_sdk_sqs, url).retry_config(no_retries).build();
        let urls = QueueName::ALL
            .into_iter()
            .map(|queue| (queue, format!("{url}/1/{}", queue.as_str())))
            .collect();
        SqsQueues::new(Client::from_conf(config), urls)
    }

    fn ids(request: &Request) -> Vec<String> {
        let body: Value = request.json();
        body["Entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["Id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Takes every entry but those a judge refuses.
    fn answer(request: &Request, refuses: impl Fn(&str) -> bool) -> Answer {
        let (failed, taken): (Vec<String>, Vec<String>) = ids(request).into_iter().partition(|id| refuses(id));
        let taken: Vec<Value> = taken
            .iter()
            .map(|id| json!({ "Id": id, "MessageId": format!("m-{id}"), "MD5OfMessageBody": "0" }))
            .collect();
        let failed: Vec<Value> = failed
            .iter()
            .map(|id| json!({ "Id": id, "Code": "InternalError", "SenderFault": false }))
            .collect();
        Answer::json(&json!({ "Successful": taken, "Failed": failed }))
    }

    fn messages(count: usize) -> Vec<QueueMessage> {
        (0..count).map(|n| QueueMessage::now(format!("message {n}"))).collect()
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract_in_batches_of_ten() {
        let server = Loopback::start(|request| answer(request, |_| false));
        let queues = queues(&server.url());
        contract::any_number_of_messages_is_taken(&queues).await;
        contract::a_delay_beyond_the_limit_is_refused(&queues).await;
        let sizes: Vec<usize> = server.requests().iter().map(|request| ids(request).len()).collect();
        assert_eq!(sizes, [1, 10, 10, 1, 10, 10, 5, 1]);
        let first = server.requests().first().unwrap().json();
        assert_eq!(first["QueueUrl"], format!("{}/1/email_delivery", server.url()));
        assert_eq!(first["Entries"][0]["MessageBody"], "message 0");
        assert_eq!(
            server.requests().last().unwrap().json()["Entries"][0]["DelaySeconds"],
            900
        );
    }

    #[tokio::test]
    async fn only_the_refused_messages_are_sent_again_and_only_once() {
        let server = Loopback::start(|request| answer(request, |id| matches!(id, "3" | "11")));
        let failed = queues(&server.url()).send(QueueName::SmsDelivery, messages(12)).await;
        assert_eq!(failed, Ok(vec![3, 11]));
        let sent: Vec<Vec<String>> = server.requests().iter().map(ids).collect();
        assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [10, 1, 2, 1]);
        assert_eq!(
            (sent[1].as_slice(), sent[3].as_slice()),
            (&["3".to_owned()][..], &["11".to_owned()][..])
        );
    }

    #[tokio::test]
    async fn a_message_taken_at_the_second_attempt_is_not_reported() {
        let refused_once = Mutex::new(false);
        let server = Loopback::start(move |request| {
            let refuse = !std::mem::replace(&mut *refused_once.lock().unwrap(), true);
            answer(request, |id| refuse && id == "1")
        });
        assert_eq!(
            queues(&server.url()).send(QueueName::EmailDelivery, messages(3)).await,
            Ok(Vec::new())
        );
    }

    #[tokio::test]
    async fn an_outage_half_way_reports_what_was_not_taken() {
        let server = Loopback::start(|request| match ids(request).first().map(String::as_str) {
            Some("0") => answer(request, |_| false),
            _ => Answer::new(500, "{}"),
        });
        assert_eq!(
            queues(&server.url()).send(QueueName::EmailDelivery, messages(12)).await,
            Ok(vec![10, 11])
        );
    }

    #[tokio::test]
    async fn an_outage_of_all_is_an_error() {
        let server = Loopback::start(|_| Answer::new(500, "{}"));
        let outcome = queues(&server.url()).send(QueueName::EmailDelivery, messages(2)).await;
        assert!(matches!(outcome, Err(QueueError::Unavailable(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_queue_without_an_address_is_named() {
        let config = aws_settings!(aws_sdk_sqs, "http://127.0.0.1:9").build();
        let queues = SqsQueues::new(Client::from_conf(config), BTreeMap::new());
        let outcome = queues.send(QueueName::SmsDelivery, messages(1)).await;
        assert_eq!(outcome, Err(QueueError::NotConfigured(QueueName::SmsDelivery)));
    }
}
