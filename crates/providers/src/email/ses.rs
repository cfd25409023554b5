//! E-mail through Amazon SES.
//!
//! The message is ours to the last byte, so that the calendar part is one that mail programs act on; SES puts its own
//! Message-ID and Date in place of ours, and our own name for the message travels as a tag that events repeat.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::Config;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};

use super::{EmailSender, OutgoingEmail, mime};
use crate::Pending;
use crate::callbacks::ses::OWN_ID_TAG;
use crate::delivery::{Accepted, DeliveryError};
use crate::service_error::CallFailure;

/// Sends through one account of SES.
#[derive(Debug, Clone)]
pub struct SesSender {
    client: Client,
    configuration_set: Option<String>,
    timeout: Duration,
}

impl SesSender {
    /// Without a configuration set there are no events but those of the identity. `timeout` bounds one message,
    /// connecting included.
    #[must_use]
    pub fn new(client: Client, configuration_set: Option<String>, timeout: Duration) -> Self {
        Self {
            client,
            configuration_set,
            timeout,
        }
    }

    async fn hand_in(&self, email: &OutgoingEmail) -> Result<Accepted, DeliveryError> {
        let cannot = |_| DeliveryError::rejected("request could not be built");
        let bytes = mime::message(email)?.formatted();
        let raw = RawMessage::builder().data(Blob::new(bytes)).build().map_err(cannot)?;
        let tag = MessageTag::builder()
            .name(OWN_ID_TAG)
            .value(&email.own_id)
            .build()
            .map_err(cannot)?;
        // The SDK retries time-outs by itself, and SES has no idempotency key: that would send a message twice.
        let once = Config::builder()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(self.timeout).build());
        let answer = self
            .client
            .send_email()
            // The one recipient, whatever a header says.
            .destination(Destination::builder().to_addresses(email.to.as_str()).build())
            .content(EmailContent::builder().raw(raw).build())
            .email_tags(tag)
            .set_configuration_set_name(self.configuration_set.clone())
            .customize()
            .config_override(once)
            .send()
            .await
            .map_err(|error| undelivered(CallFailure::of(&error)))?;
        let reference = answer
            .message_id
            .ok_or_else(|| DeliveryError::unknown("accepted without a name"))?;
        Ok(Accepted { reference })
    }
}

impl EmailSender for SesSender {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.hand_in(email))
    }
}

fn undelivered(failure: CallFailure) -> DeliveryError {
    match failure {
        CallFailure::NotDone(reason) => DeliveryError::Transient { reason },
        CallFailure::Unknown(reason) => DeliveryError::Unknown { reason },
        CallFailure::Refused { status, code } => match code.as_str() {
            // Quotas, a paused or suspended account, a domain or a configuration set that is not set up, and rights are
            // the operator's to mend; the message stays good.
            "LimitExceededException"
            | "SendingPausedException"
            | "AccountSuspendedException"
            | "MailFromDomainNotVerifiedException"
            | "NotFoundException" => DeliveryError::transient(format!("{status} {code}")),
            _ if matches!(status, 300..=399 | 401 | 403) => DeliveryError::transient(format!("{status} {code}")),
            _ => DeliveryError::rejected(format!("{status} {code}")),
        },
    }
}

#[cfg(test)]
mod tests;
