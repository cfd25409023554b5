//! What every queue must do, run against each adapter.

use super::{MAX_DELAY_SECONDS, Queue, QueueError, QueueMessage, QueueName};

/// # Panics
/// When the adapter breaks the promise.
pub async fn any_number_of_messages_is_taken(queue: &dyn Queue) {
    for count in [0, 1, 10, 11, 25] {
        let messages = (0..count).map(|n| QueueMessage::now(format!("message {n}"))).collect();
        assert_eq!(
            queue.send(QueueName::EmailDelivery, messages).await,
            Ok(Vec::new()),
            "{count}"
        );
    }
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_delay_beyond_the_limit_is_refused(queue: &dyn Queue) {
    let message = |delay_seconds| {
        vec![QueueMessage {
            body: "later".to_owned(),
            delay_seconds,
        }]
    };
    let refused = queue.send(QueueName::SmsDelivery, message(MAX_DELAY_SECONDS + 1)).await;
    assert_eq!(refused, Err(QueueError::DelayTooLong));
    assert_eq!(
        queue.send(QueueName::SmsDelivery, message(MAX_DELAY_SECONDS)).await,
        Ok(Vec::new())
    );
}
