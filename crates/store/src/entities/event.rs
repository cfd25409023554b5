//! Domain events: the outbox and the audit trail are the same items.

use booking_rules::ids::{AccountId, ApiKeyId, BusinessId, EventId};
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
        /// The key by which a server acted for the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<ApiKeyId>,
    },
    /// Somebody without a token: a guest who books, or holds a manage link.
    Guest,
    System {
        job: String,
    },
}

/// From where a request came, as far as it said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
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
    /// The business it happened in; none when it happened to an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_id: Option<BusinessId>,
    pub occurred_at: DateTime<Utc>,
    pub actor: Actor,
    /// The request or invocation that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// From where it was asked for. Stays in the table: subscribers are told who and what, not where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    pub data: serde_json::Value,
}

impl Entity for Event {
    const TYPE: &'static str = "event";
    fn key(&self) -> Key {
        keys::event(&self.partition, self.id)
    }
    fn indexes(&self) -> [Option<Key>; 3] {
        let audit = self.business_id.map(|business| Key {
            pk: keys::audit_partition(business, self.occurred_at.date_naive()),
            sk: keys::by_start(self.occurred_at, &self.id.key()),
        });
        let by_account = match (&self.actor, &self.place) {
            (Actor::Account { account, .. }, Some(_)) => Some(Key {
                pk: keys::done_by(*account),
                sk: keys::by_start(self.occurred_at, &self.id.key()),
            }),
            _ => None,
        };
        [by_account, audit, None]
    }
}
