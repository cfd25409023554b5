//! Text messages through Amazon SNS.

use std::time::Duration;

use aws_sdk_sns::Client;
use aws_sdk_sns::config::Config;
use aws_sdk_sns::config::retry::RetryConfig;
use aws_sdk_sns::config::timeout::TimeoutConfig;
use aws_sdk_sns::types::MessageAttributeValue;

use super::{OutgoingSms, SmsSender};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::service_error::CallFailure;

/// Publishes to a telephone number, as a transactional message.
#[derive(Debug, Clone)]
pub struct SnsSender {
    client: Client,
    timeout: Duration,
}

impl SnsSender {
    /// `timeout` bounds one message, connecting included.
    #[must_use]
    pub fn new(client: Client, timeout: Duration) -> Self {
        Self { client, timeout }
    }

    async fn publish(&self, sms: &OutgoingSms) -> Result<Accepted, DeliveryError> {
        // The SDK retries time-outs by itself, and SNS has no idempotency key: that would send a text twice.
        let once = Config::builder()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(self.timeout).build());
        let mut request = self
            .client
            .publish()
            .phone_number(sms.to.as_str())
            .message(&sms.text)
            .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?);
        if let Some(name) = &sms.sender_id {
            request = request.message_attributes("AWS.SNS.SMS.SenderID", attribute(name)?);
        }
        let answer = request
            .customize()
            .config_override(once)
            .send()
            .await
            .map_err(|error| undelivered(CallFailure::of(&error)))?;
        Ok(Accepted {
            reference: answer.message_id.unwrap_or_else(|| "unnamed".to_owned()),
        })
    }
}

impl SmsSender for SnsSender {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.publish(sms))
    }
}

fn attribute(value: &str) -> Result<MessageAttributeValue, DeliveryError> {
    MessageAttributeValue::builder()
        .data_type("String")
        .string_value(value)
        .build()
        .map_err(|_| DeliveryError::rejected("message attribute cannot be built"))
}

fn undelivered(failure: CallFailure) -> DeliveryError {
    match failure {
        CallFailure::NotDone(reason) => DeliveryError::Transient { reason },
        CallFailure::Unknown(reason) => DeliveryError::Unknown { reason },
        // Credentials and permissions are the operator's to mend; the message stays good.
        CallFailure::Refused {
            status: 401 | 403,
            code,
        } => DeliveryError::transient(code),
        CallFailure::Refused { status, code } => DeliveryError::rejected(format!("{status} {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    const ACCEPTED: &str = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
        <MessageId>m-1</MessageId></PublishResult></PublishResponse>";

    fn sender(url: &str) -> SnsSender {
        let config = aws_settings!(aws_sdk_sns, url).build();
        SnsSender::new(Client::from_conf(config), Duration::from_millis(600))
    }

    fn refusal(code: &str) -> String {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>+48601234567</Message></Error></ErrorResponse>"
        )
    }

    async fn outcome(
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> (Result<Accepted, DeliveryError>, usize) {
        let server = Loopback::start(answer);
        let outcome = sender(&server.url()).send(&contract::sample_sms()).await;
        (outcome, server.requests().len())
    }

    #[tokio::test]
    async fn an_accepting_service_fulfils_the_contract() {
        let server = Loopback::start(|_| Answer::ok(ACCEPTED));
        contract::an_accepted_message_has_a_reference(&sender(&server.url())).await;
        let requests = server.requests();
        let body = requests.first().unwrap().body();
        for part in [
            "Action=Publish",
            "PhoneNumber=%2B48601234567",
            "AWS.SNS.SMS.SenderID",
            "Salon",
            "Transactional",
        ] {
            assert!(body.contains(part), "{part} in {body}");
        }
    }

    #[tokio::test]
    async fn the_promise_of_the_port_is_kept() {
        let through = |url: String| -> Pending<'static, crate::contract::Outcome> {
            Box::pin(async move { sender(&url).send(&contract::sample_sms()).await })
        };
        contract::promise(&through, Answer::ok(ACCEPTED)).is_kept().await;
    }

    #[tokio::test]
    async fn a_bad_or_opted_out_number_is_rejected_for_good_and_not_named() {
        let (outcome, _) = outcome(|_| Answer::new(400, refusal("InvalidParameter"))).await;
        assert_eq!(outcome, Err(DeliveryError::rejected("400 InvalidParameter")));
    }

    #[tokio::test]
    async fn throttling_outage_and_missing_rights_are_transient_and_not_retried_here() {
        for (status, code) in [
            (400, "Throttling"),
            (500, "InternalError"),
            (503, "ServiceUnavailable"),
            (403, "AuthorizationError"),
        ] {
            let (outcome, calls) = outcome(move |_| Answer::new(status, refusal(code))).await;
            assert!(
                matches!(outcome, Err(DeliveryError::Transient { .. })),
                "{code}: {outcome:?}"
            );
            assert_eq!(calls, 1, "{code}");
        }
    }

    #[tokio::test]
    async fn silence_leaves_the_outcome_unknown_and_is_asked_once() {
        let (outcome, calls) = outcome(|_| Answer::Stall(Duration::from_secs(3))).await;
        assert_eq!(outcome, Err(DeliveryError::unknown("timed out")));
        assert_eq!(calls, 1);
    }

    #[tokio::test]
    async fn a_connection_cut_after_the_request_leaves_the_outcome_unknown() {
        let (outcome, calls) = outcome(|_| Answer::HangUp).await;
        assert!(matches!(outcome, Err(DeliveryError::Unknown { .. })), "{outcome:?}");
        assert_eq!(calls, 1);
    }

    #[tokio::test]
    async fn a_service_that_is_not_there_is_transient() {
        let gone = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let outcome = sender(&format!("http://{gone}")).send(&contract::sample_sms()).await;
        assert_eq!(outcome, Err(DeliveryError::transient("no connection")));
    }
}
