//! Domain events: the outbox and the audit trail are the same items.

use booking_rules::ids::{AccountId, BusinessId, EventId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Actor {
    Account {
        account: AccountId,
        role: String,
    },
    /// Somebody without a token: a guest who books, or holds a manage link.
    Guest,
    System {
        job: String,
    },
}

/// Something that happened: ids, never contact data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// Partition of the thing it happened to; the event lives beside it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub partition: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub version: u16,
    pub business_id: BusinessId,
    pub occurred_at: DateTime<Utc>,
    pub actor: Actor,
    /// The request or invocation that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    pub data: serde_json::Value,
}

impl Entity for Event {
    const TYPE: &'static str = "event";
    fn key(&self) -> Key {
        keys::event(&self.partition, self.id)
    }
}
