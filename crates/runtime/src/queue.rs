//! The functions behind the delivery queues.

use std::sync::Arc;
use std::time::Duration;

use application::App;
use application::deliveries::{Again, Carrier};
use aws_config::SdkConfig;
use booking_rules::values::Email;
use chrono::{DateTime, Utc};
use lambda_runtime::{LambdaEvent, service_fn};
use providers::email::smtp::{SmtpSender, SmtpSettings};
use providers::secrets::SecretSource;
use providers::secrets::ssm::SsmSecrets;
use providers::sms::sns::SnsSender;
use serde_json::{Value, json};

use crate::environment::{app, optional, required, sdk_config, unusable};
use crate::{Consumer, Error, block_on};

/// Limit of one step of a delivery.
const STEP: Duration = Duration::from_secs(8);
/// Connecting, the dialogue, the message.
const STEPS: u32 = 3;

/// Delivers e-mail over SMTP.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_email_queue(consumer: Consumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config().await;
        let carrier = email_carrier(&config).await?;
        run(&app(&config).await?, &carrier, consumer).await
    })
}

/// Delivers text messages through SNS.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_sms_queue(consumer: Consumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config().await;
        let sender = Arc::new(SnsSender::new(aws_sdk_sns::Client::new(&config), STEP));
        let carrier = Carrier::Sms {
            sender,
            sender_id: optional("SMS_SENDER_ID"),
        };
        run(&app(&config).await?, &carrier, consumer).await
    })
}

async fn email_carrier(config: &SdkConfig) -> Result<Carrier, Error> {
    let from = Email::parse(&required("EMAIL_FROM")?).map_err(|e| unusable("EMAIL_FROM", e))?;
    let name = required("SMTP_URL_PARAMETER")?;
    let secrets = SsmSecrets::new(aws_sdk_ssm::Client::new(config));
    let url = secrets
        .secret(&name)
        .await
        .map_err(|e| unusable("SMTP_URL_PARAMETER", e))?;
    let hello_name = from
        .as_str()
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain)
        .to_owned();
    let settings = SmtpSettings {
        url,
        step_timeout: STEP,
        hello_name,
    };
    let sender = SmtpSender::new(&settings).map_err(|e| unusable("SMTP_URL_PARAMETER", e))?;
    Ok(Carrier::Email {
        sender: Arc::new(sender),
        from,
    })
}

async fn run(app: &App, carrier: &Carrier, consumer: Consumer) -> Result<(), Error> {
    let handler = service_fn(async |event: LambdaEvent<Value>| {
        Ok::<Value, lambda_runtime::Error>(consume(app, carrier, consumer, &event).await)
    });
    lambda_runtime::run(handler).await.map_err(Error::Lambda)
}

/// One after the other: a batch is ten messages, and an SMTP relay is one conversation. What may not be done before the
/// function is stopped is left to another batch: a message whose worker is stopped half-way is never sent again.
async fn consume(app: &App, carrier: &Carrier, consumer: Consumer, event: &LambdaEvent<Value>) -> Value {
    let none = Vec::new();
    let mut failures = Vec::new();
    for (index, record) in event.payload["Records"].as_array().unwrap_or(&none).iter().enumerate() {
        let body = record["body"].as_str().unwrap_or_default();
        let outcome = if index == 0 || has_time(app.now(), event.context.deadline) {
            consumer(app, carrier, body).await
        } else {
            Err(Again("no time left in this batch".to_owned()))
        };
        if let Err(again) = outcome {
            tracing::warn!(message.id = %record["messageId"], reason = %again, "delivery will be tried again");
            failures.push(json!({ "itemIdentifier": record["messageId"] }));
        }
    }
    json!({ "batchItemFailures": failures })
}

/// Whether a delivery that takes all the time its steps may take still ends before the deadline, in milliseconds since
/// the epoch.
fn has_time(now: DateTime<Utc>, deadline: u64) -> bool {
    let left = i64::try_from(deadline)
        .unwrap_or(i64::MAX)
        .saturating_sub(now.timestamp_millis());
    u64::try_from(left).is_ok_and(|left| Duration::from_millis(left) >= STEP * STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_begun_only_if_it_can_end_in_time() {
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1_000);
        assert!(has_time(now, 1_030_000));
        assert!(has_time(now, 1_024_000));
        assert!(!has_time(now, 1_023_999));
        assert!(!has_time(now, 999_000), "a deadline that has passed");
    }
}
