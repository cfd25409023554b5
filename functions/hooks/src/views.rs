//! Webhooks and their calls as their owners see them.

use api::Instant;
use application::hooks::{Hook, HookAttempt, HookDelivery, HookDisabled, HookSecret};
use booking_rules::ids::{BookingId, HookDeliveryId, HookId};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a business wants to be told what happens.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookView {
    #[schema(value_type = String)]
    id: HookId,
    #[schema(example = "https://hooks.salon.example/in")]
    url: String,
    /// `*`, or their names.
    #[schema(example = json!(["BookingConfirmed", "BookingCancelled"]))]
    events: Vec<String>,
    description: Option<String>,
    enabled: bool,
    /// Set when we stopped calling it; what would have been told meanwhile is kept.
    disabled: Option<HookDisabledView>,
    /// Since when no call was taken.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Instant>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Instant,
}

/// When and why a webhook was switched off.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookDisabledView {
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// `failing`: no call was taken for three days; `gone`: its server answered 410.
    reason: String,
}

/// A webhook with its secret, which is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewHookView {
    #[serde(flatten)]
    hook: HookView,
    /// What the receiver checks `webhook-signature` by (Standard Webhooks).
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
}

/// A new secret, which is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookSecretView {
    secret: String,
    /// Until then calls are signed with the secret before as well.
    #[schema(value_type = String, format = DateTime)]
    previous_valid_until: Instant,
}

impl HookSecretView {
    pub(crate) fn of(secret: &HookSecret, previous_valid_until: impl Into<Instant>) -> Self {
        Self {
            secret: secret.expose().to_owned(),
            previous_valid_until: previous_valid_until.into(),
        }
    }
}

impl NewHookView {
    pub(crate) fn of(hook: Hook, secret: &HookSecret) -> Self {
        Self {
            hook: hook.into(),
            secret: secret.expose().to_owned(),
        }
    }
}

impl From<Hook> for HookView {
    fn from(hook: Hook) -> Self {
        Self {
            id: hook.id,
            url: hook.url,
            events: hook.events.names().to_vec(),
            description: hook.description.map(|text| text.to_string()),
            enabled: hook.enabled,
            disabled: hook
                .disabled
                .map(|HookDisabled { at, reason }| HookDisabledView { at: at.into(), reason }),
            failing_since: hook.failing_since.map(Into::into),
            created_at: hook.created_at.into(),
            updated_at: hook.updated_at.into(),
        }
    }
}

/// One event for one webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookDeliveryView {
    /// The `webhook-id` of every call.
    #[schema(value_type = String)]
    id: HookDeliveryId,
    /// `BookingConfirmed`, ...; `Ping` for a call that only tries the line.
    event: String,
    #[schema(value_type = Option<String>)]
    booking_id: Option<BookingId>,
    #[schema(value_type = String, format = DateTime)]
    occurred_at: Instant,
    /// `scheduled`, `queued`, `sending`, `delivered`, `failed` or `suppressed`.
    #[schema(example = "delivered")]
    status: &'static str,
    /// Why it waits, or ended as it did.
    reason: Option<String>,
    /// When it is tried next.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_try_at: Option<Instant>,
    /// The newest calls, oldest first.
    attempts: Vec<HookAttemptView>,
}

/// One call.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookAttemptView {
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// What the receiver answered, if it did.
    status_code: Option<u16>,
    duration_ms: u32,
    /// `status_500`, `timed_out`, `no_connection`, `connection_lost`, `unknown_host` or `address_not_public`; absent when the
    /// call was taken.
    error: Option<String>,
}

impl From<HookDelivery> for HookDeliveryView {
    fn from(delivery: HookDelivery) -> Self {
        let waits = delivery.status.as_str() == "scheduled";
        Self {
            id: delivery.id,
            event: delivery.event,
            booking_id: delivery.booking,
            occurred_at: delivery.occurred_at.into(),
            status: delivery.status.as_str(),
            reason: delivery.reason,
            next_try_at: waits.then(|| delivery.due_at.into()),
            attempts: delivery.calls.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<HookAttempt> for HookAttemptView {
    fn from(attempt: HookAttempt) -> Self {
        Self {
            at: attempt.at.into(),
            status_code: attempt.status_code,
            duration_ms: attempt.duration_ms,
            error: attempt.error,
        }
    }
}
