//! Vendors that call to tell what became of messages: who proves to be the vendor is believed, who only knows the secret of
//! an address makes us ask the vendor.

use std::sync::Arc;

use booking_rules::notices::Vendor;
use chrono::TimeDelta;
use futures::{StreamExt, TryStreamExt};
use providers::callbacks::sns::{Envelope, EnvelopeKind, SnsPages};
use providers::callbacks::{InboundSms, hint, sendgrid, ses, twilio};
use providers::fate::DeliveryReport;
use providers::secrets::{SecretError, SecretSource};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::failure::Failure;
use crate::fates;

/// SendGrid repeats a call for up to a day, perhaps with its first signature. What is heard twice moves nothing.
const SENDGRID_TOLERANCE: TimeDelta = TimeDelta::hours(25);
/// Messages of one call that are followed at a time.
const AT_A_TIME: usize = 8;

/// What proves that a call is a vendor's, one secret each: Twilio's auth token, SendGrid's public key, the ARN of the topic
/// that SES tells, and for those that sign nothing what stands as `key` in the address they call.
#[derive(Clone)]
pub struct CallbackSecrets {
    source: Arc<dyn SecretSource>,
    /// What the names of the secrets begin with.
    prefix: String,
    sns: Arc<dyn SnsPages>,
}

/// A call as it came.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Without its question mark.
    pub query: &'a str,
    pub content_type: &'a str,
    pub signature: &'a str,
    pub timestamp: &'a str,
    pub body: &'a [u8],
}

impl CallbackSecrets {
    #[must_use]
    pub fn new(source: Arc<dyn SecretSource>, prefix: String, sns: Arc<dyn SnsPages>) -> Self {
        Self { source, prefix, sns }
    }

    /// The name of a vendor's secret.
    #[must_use]
    pub fn name(prefix: &str, vendor: Vendor) -> String {
        format!("{prefix}/callbacks/{}", vendor.as_str())
    }

    /// Where there is none, nobody can be the vendor.
    async fn of(&self, vendor: Vendor) -> Result<SecretString, Failure> {
        match self.source.secret(&Self::name(&self.prefix, vendor)).await {
            // Nothing is what anybody can show.
            Ok(secret) if secret.expose_secret().is_empty() => Err(Failure::Unproven),
            Ok(secret) => Ok(secret),
            Err(SecretError::Absent(_)) => Err(Failure::Unproven),
            Err(error @ SecretError::Unavailable(_)) => Err(Failure::unavailable(error)),
        }
    }
}

/// Twilio's status callback.
///
/// # Errors
/// [`Failure::Unproven`] unless Twilio signed it.
pub async fn hear_twilio(app: &App, secrets: &CallbackSecrets, call: Call<'_>) -> Result<(), Failure> {
    prove_twilio(app, secrets, "/api/v1/webhooks/twilio", call).await?;
    let own_id = parameter(call.query, OWN_ID);
    follow(app, twilio::report(own_id.as_deref(), call.body).into_iter().collect()).await
}

/// What somebody sent to a number of ours; `None` where it is no message that could be answered.
///
/// # Errors
/// [`Failure::Unproven`] unless Twilio signed it.
pub async fn hear_inbound(app: &App, secrets: &CallbackSecrets, call: Call<'_>) -> Result<Option<InboundSms>, Failure> {
    prove_twilio(app, secrets, "/api/v1/webhooks/inbound-sms", call).await?;
    Ok(twilio::inbound(call.body))
}

/// Twilio signs the whole public address with the form.
async fn prove_twilio(app: &App, secrets: &CallbackSecrets, path: &str, call: Call<'_>) -> Result<(), Failure> {
    let token = secrets.of(Vendor::Twilio).await?;
    let base = &app.links().public_base_url;
    let mark = if call.query.is_empty() { "" } else { "?" };
    let url = format!("{base}{path}{mark}{}", call.query);
    if twilio::verified(&token, &url, call.signature, call.content_type, call.body) {
        Ok(())
    } else {
        Err(Failure::Unproven)
    }
}

/// SendGrid's batch of events.
///
/// # Errors
/// [`Failure::Unproven`] unless SendGrid signed it lately.
pub async fn hear_sendgrid(app: &App, secrets: &CallbackSecrets, call: Call<'_>) -> Result<(), Failure> {
    let key = secrets.of(Vendor::Sendgrid).await?;
    let (key, now) = (key.expose_secret(), app.now());
    if !sendgrid::verified(key, call.signature, call.timestamp, call.body, now, SENDGRID_TOLERANCE) {
        return Err(Failure::Unproven);
    }
    follow(app, sendgrid::reports(call.body).unwrap_or_default()).await
}

/// An event of SES as SNS delivers it; a topic that wants to deliver here is told yes.
///
/// # Errors
/// [`Failure::Unproven`] unless SNS signed it for our topic.
pub async fn hear_ses(app: &App, secrets: &CallbackSecrets, call: Call<'_>) -> Result<(), Failure> {
    let topic = secrets.of(Vendor::Ses).await?;
    let envelope = Envelope::read(call.body).ok_or(Failure::Unproven)?;
    let url = envelope.certificate_url().ok_or(Failure::Unproven)?;
    let certificate = secrets.sns.certificate(url).await.map_err(Failure::unavailable)?;
    if !envelope.verified(topic.expose_secret(), &certificate) {
        return Err(Failure::Unproven);
    }
    match envelope.kind() {
        EnvelopeKind::Notification => follow(app, ses::reports(envelope.message()).unwrap_or_default()).await,
        EnvelopeKind::SubscriptionConfirmation => match envelope.subscribe_url() {
            Some(url) => secrets.sns.confirm(url).await.map_err(Failure::unavailable),
            None => Ok(()),
        },
        EnvelopeKind::UnsubscribeConfirmation => {
            tracing::error!("ses.topic_unsubscribed");
            Ok(())
        }
    }
}

/// A vendor that signs nothing says that there is news of a message: nothing in the call is believed, the vendor is asked.
///
/// # Errors
/// [`Failure::Unproven`] unless the address that was called holds the secret.
pub async fn hear_hint(app: &App, secrets: &CallbackSecrets, vendor: Vendor, call: Call<'_>) -> Result<(), Failure> {
    let known = secrets.of(vendor).await?;
    let shown = parameter(call.query, KEY).unwrap_or_default();
    if !bool::from(shown.as_bytes().ct_eq(known.expose_secret().as_bytes())) {
        return Err(Failure::Unproven);
    }
    let hint = match vendor {
        Vendor::Serwersms => hint::serwersms(call.query, call.content_type, call.body),
        Vendor::Unifonic => hint::unifonic(call.query, call.content_type, call.body),
        _ => None,
    };
    let Some(hint) = hint else { return Ok(()) };
    fates::hint(app, hint.vendor, hint.own_id.as_deref(), hint.reference.as_deref()).await?;
    Ok(())
}

/// Where our own name for a message stands in an address we gave a vendor.
const OWN_ID: &str = "n";
/// Where the secret of an address stands in it.
pub const KEY: &str = "key";

async fn follow(app: &App, reports: Vec<DeliveryReport>) -> Result<(), Failure> {
    let told = reports
        .into_iter()
        .map(|report| async move { fates::report(app, &report).await });
    futures::stream::iter(told)
        .buffer_unordered(AT_A_TIME)
        .try_for_each(|_| async { Ok(()) })
        .await
}

/// The only value of a query parameter.
fn parameter(query: &str, name: &str) -> Option<String> {
    let mut values = query.split('&').filter_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        (found == name).then_some(value)
    });
    let value = values.next().filter(|_| values.next().is_none())?;
    let value = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    Some(value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_stands_twice_is_none() {
        assert_eq!(parameter("key=a%2Bb&n=1", KEY).as_deref(), Some("a+b"));
        for query in ["", "n=1", "key", "key=a&key=b", "xkey=a"] {
            assert_eq!(parameter(query, KEY), None, "{query}");
        }
    }
}
