//! Webhooks of a business, and what their calls are signed with.

use core::fmt;

use booking_rules::hooks::HookEvents;
use booking_rules::ids::HookId;
use booking_rules::values::Name;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Sealed;
use crate::keys::{self, Key};
use crate::record::Entity;

/// Where a business wants to be told what happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    pub id: HookId,
    /// As it was checked when it was set; it is checked again at every call.
    pub url: String,
    pub events: HookEvents,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Name>,
    /// Whether it is called.
    pub enabled: bool,
    /// Set exactly when the platform stopped calling it; what would have been told meanwhile is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<HookDisabled>,
    /// Since when no call was taken; absent while they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<DateTime<Utc>>,
    /// When its owner was told of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// When and why the platform stopped calling a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookDisabled {
    pub at: DateTime<Utc>,
    /// `failing` or `gone`.
    pub reason: String,
}

impl Hook {
    /// Whether an event of this type and time is kept for it: one that its owner switched off misses what happens.
    #[must_use]
    pub fn wants(&self, kind: &str, occurred_at: DateTime<Utc>) -> bool {
        (self.enabled || self.disabled.is_some()) && occurred_at >= self.created_at && self.events.want(kind)
    }
}

impl Entity for Hook {
    const TYPE: &'static str = "hook";
    fn key(&self) -> Key {
        keys::hook(self.id)
    }
}

/// What the receiver checks our calls by. Apart from the webhook: few functions may read it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSecrets {
    pub hook: HookId,
    pub current: Sealed,
    /// Signs as well for a while after it was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<RetiredSecret>,
}

/// A secret that was replaced.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredSecret {
    pub secret: Sealed,
    pub until: DateTime<Utc>,
}

/// Shows no secret, so that a log line cannot leak one.
impl fmt::Debug for HookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookSecrets")
            .field("hook", &self.hook)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RetiredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetiredSecret")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

impl Entity for HookSecrets {
    const TYPE: &'static str = "hook_secrets";
    fn key(&self) -> Key {
        keys::hook_secrets(self.hook)
    }
}
