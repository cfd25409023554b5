//! One delivery in the hands of a worker: in turn, signed, called once, its end or its next try recorded.
//!
//! Webhooks are at least once, unlike messages to people: what may have been received is sent again, and the receiver tells
//! it by `webhook-id`.

use booking_rules::hooks::{HookUrl, wait_after};
use booking_rules::ids::{BookingId, HookDeliveryId, HookId};
use chrono::{DateTime, TimeDelta, Utc};
use providers::hooks::{CallError, Called, HookAnswer, HookCall, HookCaller, RetryAfter};
use serde::{Deserialize, Serialize};
use store::{CommitError, Hook, HookAttempt, HookDelivery, HookSecrets, NoticeStatus, Parcel, Versioned, keys};

use super::secret::{self, signatures};
use super::standing::{self, Judged};
use super::wake::{self, DISABLED, Turn};
use crate::app::App;
use crate::deliveries::Again;
use crate::failure::Failure;

/// The key of a delivery, as it travels through the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HookOrder {
    pub hook: HookId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    pub delivery: HookDeliveryId,
}

impl From<&HookDelivery> for HookOrder {
    fn from(delivery: &HookDelivery) -> Self {
        Self {
            hook: delivery.hook,
            booking: delivery.booking,
            delivery: delivery.id,
        }
    }
}

/// What a receiver says that wants no more calls (Standard Webhooks).
const GONE: u16 = 410;
/// How long a call waits that cannot be signed at the moment.
const KEYS_AWAY: TimeDelta = TimeDelta::minutes(1);
/// What is worth asking for how long to wait.
const ASKS_FOR_TIME: [u16; 2] = [429, 503];

/// Makes the call that an order names, if it is its turn; anything but [`Again`] means its message is done with.
///
/// # Errors
/// [`Again`] while another worker holds it, or the table is out of reach.
pub async fn deliver(app: &App, caller: &dyn HookCaller, order: &HookOrder) -> Result<NoticeStatus, Again> {
    let key = keys::hook_delivery(order.hook, order.booking, order.delivery);
    let wanted = vec![key.clone(), keys::hook(order.hook), keys::hook_secrets(order.hook)];
    let shelf = app.store.shelf(wanted).await?;
    let Some(delivery) = shelf.get::<HookDelivery>(&key)? else {
        tracing::warn!(delivery.id = %order.delivery, "an order names a call that is not there");
        return Ok(NoticeStatus::Suppressed);
    };
    match delivery.record.status {
        NoticeStatus::Queued => {}
        // Its worker is dead; whether the receiver has it, the receiver knows.
        NoticeStatus::Sending if delivery.record.progress().is_abandoned(app.now()) => {}
        NoticeStatus::Sending => return Err(Again("claimed by another worker".to_owned())),
        status => return Ok(status),
    }
    let work = Work { app, delivery };
    let hook = shelf.get::<Hook>(&keys::hook(order.hook))?;
    let secrets = shelf.get::<HookSecrets>(&keys::hook_secrets(order.hook))?;
    match (hook, secrets) {
        (Some(hook), _) if !hook.record.enabled => work.end(NoticeStatus::Suppressed, DISABLED).await,
        (Some(hook), Some(secrets)) => work.take_turn(caller, hook, secrets).await,
        _ => work.end(NoticeStatus::Suppressed, "hook_deleted").await,
    }
}

struct Work<'a> {
    app: &'a App,
    delivery: Versioned<HookDelivery>,
}

impl Work<'_> {
    async fn take_turn(
        self,
        caller: &dyn HookCaller,
        hook: Versioned<Hook>,
        secrets: Versioned<HookSecrets>,
    ) -> Result<NoticeStatus, Again> {
        let followed = match wake::turn(self.app, &self.delivery.record).await? {
            Turn::Now { followed } => followed,
            Turn::After(due_at) => return self.put_off(due_at, wake::WAITS).await,
        };
        let url = HookUrl::parse(&hook.record.url, self.app.destinations());
        let at = self.app.now();
        let (id, body) = (self.delivery.record.id.to_string(), self.delivery.record.body.clone());
        let good = match secret::opened(self.app, &secrets.record, at).await {
            Ok((good, None)) => good,
            Ok((good, Some(renewed))) => {
                renew(self.app, &renewed, secrets.version).await;
                good
            }
            // However long that lasts, it must not use up what a message of the queue may be tried.
            Err(Failure::Unavailable(_)) => return self.put_off(at + KEYS_AWAY, "field_keys_away").await,
            Err(failure) => {
                tracing::error!(hook.id = %hook.record.id, ?failure, "the secrets of a webhook do not open");
                return self.end(NoticeStatus::Failed, "secret_damaged").await;
            }
        };
        let Some(signatures) = signatures(&good, &id, at, &body) else {
            tracing::error!(hook.id = %hook.record.id, "the secret of a webhook is damaged");
            return self.end(NoticeStatus::Failed, "secret_damaged").await;
        };
        let (app, hook_id, booking) = (self.app, hook.record.id, self.delivery.record.booking);
        let claimed = self.claim(at).await?;
        let called = match url {
            Ok(url) => {
                let call = HookCall {
                    url,
                    id,
                    at,
                    signatures,
                    body,
                };
                caller.call(&call).await
            }
            // Set when the rules were others.
            Err(_) => Called {
                outcome: Err(CallError::NotPublic),
                took: std::time::Duration::ZERO,
            },
        };
        let status = claimed.conclude(hook, called, at).await?;
        if let Some(booking) = booking.filter(|_| followed && status.is_final()) {
            wake::wake(app, hook_id, booking).await;
        }
        Ok(status)
    }

    async fn claim(self, now: DateTime<Utc>) -> Result<Self, Again> {
        let Versioned { record, version } = self.delivery;
        let progress = record.progress().claimed(self.app.new_uuid().to_string(), now);
        let claimed = record.moved_to(progress);
        match self.app.store.replace(&claimed, version).await {
            Ok(()) => Ok(Self {
                delivery: Versioned {
                    record: claimed,
                    version: version + 1,
                },
                ..self
            }),
            Err(CommitError::Moved(_)) => Err(Again("claimed by another worker".to_owned())),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    /// Delivered, tried again later, or laid aside; and what that says of the webhook.
    async fn conclude(
        mut self,
        hook: Versioned<Hook>,
        called: Called,
        at: DateTime<Utc>,
    ) -> Result<NoticeStatus, Again> {
        let error = error(&called.outcome);
        let attempt = HookAttempt {
            at,
            status_code: called.outcome.as_ref().ok().map(|answer| answer.status),
            duration_ms: u32::try_from(called.took.as_millis()).unwrap_or(u32::MAX),
            error: error.clone(),
        };
        let (hook_id, delivery_id) = (hook.record.id, self.delivery.record.id);
        tracing::info!(
            hook.id = %hook_id, delivery.id = %delivery_id, attempt.status = attempt.status_code,
            attempt.duration_ms = attempt.duration_ms, attempt.error = attempt.error, "webhook called"
        );
        self.delivery.record = self.delivery.record.called(attempt);
        let Some(reason) = error else {
            standing::taken(self.app, hook).await;
            return self.end(NoticeStatus::Delivered, "").await;
        };
        let gone = matches!(&called.outcome, Ok(answer) if answer.status == GONE);
        let judged = standing::refused(self.app, hook, gone).await?;
        if gone {
            return self.end(NoticeStatus::Failed, "gone").await;
        }
        self.delivery.record.failed += 1;
        let jitter = self.app.new_uuid().as_bytes()[15];
        let asked = asked_wait(&called.outcome, self.app.now());
        match wait_after(self.delivery.record.failed, asked, jitter) {
            _ if judged == Judged::Disabled => self.end(NoticeStatus::Suppressed, DISABLED).await,
            Some(wait) => {
                let due_at = self.app.now() + wait;
                self.put_off(due_at, &reason).await
            }
            None => self.end(NoticeStatus::Failed, &reason).await,
        }
    }

    async fn put_off(self, due_at: DateTime<Utc>, reason: &str) -> Result<NoticeStatus, Again> {
        let Versioned { record, version } = self.delivery;
        let progress = record.progress().put_off(reason.to_owned(), self.app.now());
        let waiting = HookDelivery { due_at, ..record }.moved_to(progress);
        written(self.app.store.replace(&waiting, version).await, NoticeStatus::Scheduled)
    }

    async fn end(self, status: NoticeStatus, reason: &str) -> Result<NoticeStatus, Again> {
        let Versioned { record, version } = self.delivery;
        let reason = Some(reason).filter(|reason| !reason.is_empty()).map(str::to_owned);
        let progress = record.progress().ended(status, reason, None, self.app.now());
        written(
            self.app.store.replace(&record.moved_to(progress), version).await,
            status,
        )
    }
}

/// Nothing else writes the secrets of a webhook: whoever signs with them keeps their seals fresh.
async fn renew(app: &App, renewed: &HookSecrets, version: u64) {
    if let Err(error) = app.store.replace(renewed, version).await {
        // Another worker did, or the next will.
        tracing::warn!(hook.id = %renewed.hook, ?error, "the seals of a webhook's secrets were not renewed");
    }
}

/// Where another worker has moved it on, its word stands.
fn written(outcome: Result<(), CommitError>, status: NoticeStatus) -> Result<NoticeStatus, Again> {
    match outcome {
        Ok(()) | Err(CommitError::Moved(_)) => Ok(status),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// `None` for a call that was taken; a redirect is none.
fn error(outcome: &Result<HookAnswer, CallError>) -> Option<String> {
    match outcome {
        Ok(answer) if (200..300).contains(&answer.status) => None,
        Ok(answer) => Some(format!("status_{}", answer.status)),
        Err(error) => Some(error.as_str().to_owned()),
    }
}

fn asked_wait(outcome: &Result<HookAnswer, CallError>, now: DateTime<Utc>) -> Option<TimeDelta> {
    let answer = outcome
        .as_ref()
        .ok()
        .filter(|answer| ASKS_FOR_TIME.contains(&answer.status))?;
    Some(match answer.retry_after? {
        RetryAfter::Seconds(seconds) => TimeDelta::seconds(i64::from(seconds)),
        RetryAfter::At(at) => at - now,
    })
}
