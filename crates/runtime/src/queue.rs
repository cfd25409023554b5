//! The functions behind the delivery queues.

use std::sync::Arc;
use std::time::Duration;

use application::App;
use application::deliveries::{Again, Carrier, Way};
use application::gauges::{Gauges, HandOver};
use aws_config::SdkConfig;
use booking_rules::values::Email;
use chrono::{DateTime, Utc};
use lambda_runtime::{LambdaEvent, service_fn};
use providers::vendors::Vendors;
use serde_json::{Value, json};

use crate::environment::{app, optional, required, sdk_config, unusable};
use crate::vendors::{EmailVendors, SmsVendors, WhatsappVendors};
use crate::{Consumer, Error, block_on};

/// Limit of one step of a delivery.
const STEP: Duration = Duration::from_secs(8);
/// Connecting, the dialogue, the message.
const STEPS: u32 = 3;

/// Delivers e-mail.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_email_queue(consumer: Consumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let from = Email::parse(&required("EMAIL_FROM")?).map_err(|e| unusable("EMAIL_FROM", e))?;
        let vendors = EmailVendors::from_environment(&config, &from, STEP)?;
        run(&config, Way::Email { from }, Arc::new(vendors), consumer).await
    })
}

/// Delivers text messages.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_sms_queue(consumer: Consumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let vendors = SmsVendors::from_environment(&config, STEP)?;
        let way = Way::Sms {
            sender: optional("SMS_SENDER_ID"),
        };
        run(&config, way, Arc::new(vendors), consumer).await
    })
}

/// Delivers WhatsApp messages.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_whatsapp_queue(consumer: Consumer) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let vendors = WhatsappVendors::from_environment(&config, STEP)?;
        run(&config, Way::Whatsapp, Arc::new(vendors), consumer).await
    })
}

async fn run(config: &SdkConfig, way: Way, vendors: Arc<dyn Vendors>, consumer: Consumer) -> Result<(), Error> {
    let gauges = LogFigures {
        stage: required("STAGE")?,
    };
    let carrier = Carrier::new(way, vendors).measured_by(Arc::new(gauges));
    let app = &app(config).await?;
    let carrier = &carrier;
    let handler = service_fn(async |event: LambdaEvent<Value>| {
        Ok::<Value, lambda_runtime::Error>(consume(app, carrier, consumer, &event).await)
    });
    lambda_runtime::run(handler).await.map_err(Error::Lambda)
}

/// Writes figures where CloudWatch Logs looks for them: on standard output, a line each.
struct LogFigures {
    stage: String,
}

impl Gauges for LogFigures {
    #[expect(clippy::print_stdout, reason = "figures leave here")]
    fn handed_over(&self, handed: &HandOver) {
        println!("{}", handed.line(&self.stage));
    }
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
