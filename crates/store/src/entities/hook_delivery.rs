//! What a webhook is to be told of one event, and how far that has got.

use booking_rules::ids::{BookingId, EventId, HookDeliveryId, HookId};
use booking_rules::notices::Vendor;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::NoticeStatus;
use super::progress::{FIRST_LOOK, Question, Step, parcel};
use crate::keys::{self, Key};
use crate::record::Entity;

/// One event for one webhook; its key lets at most one of them exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookDelivery {
    /// Also the `webhook-id`, by which the receiver knows a repetition.
    pub id: HookDeliveryId,
    pub hook: HookId,
    /// Deliveries about one booking go out in the order of its events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    /// `BookingConfirmed`, ...
    pub event: String,
    pub occurred_at: DateTime<Utc>,
    /// What is sent and signed, byte for byte: ids, never contact data.
    pub body: String,
    pub created_at: DateTime<Utc>,
    /// When it is to be sent next.
    pub due_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Calls that failed since it began, or was begun anew.
    #[serde(default)]
    pub failed: u32,
    /// The newest calls, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<HookAttempt>,
    pub status: NoticeStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub given_again: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default)]
    pub attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Step>,
    /// Blank: a receiver is called again, not asked.
    #[serde(default, skip_serializing_if = "Question::is_blank")]
    pub question: Question,
}

/// One call of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookAttempt {
    pub at: DateTime<Utc>,
    /// What the receiver answered, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    pub duration_ms: u32,
    /// `status_500`, `timed_out`, ...; absent when the call was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Calls kept of a delivery: two rounds of tries.
const MOST_CALLS: usize = 20;

impl HookDelivery {
    /// Follows from event and webhook, so that telling it twice finds the record there. The first six bytes are those of
    /// the event's own id, its time.
    #[must_use]
    pub fn id_of(hook: HookId, event: EventId) -> HookDeliveryId {
        let digest = Sha256::digest(format!("{event}\n{hook}"));
        let mut bytes = *event.own().as_bytes();
        bytes[6..].copy_from_slice(&digest[..10]);
        // RFC 9562, 5.8: version 8 is for ids made to one's own recipe.
        HookDeliveryId::new(hook.business(), uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// One that goes to its queue at once.
    #[must_use]
    pub fn queued(id: HookDeliveryId, hook: HookId, event: &str, body: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            hook,
            booking: None,
            event: event.to_owned(),
            occurred_at: now,
            body,
            created_at: now,
            due_at: now,
            expires_at: now,
            failed: 0,
            calls: Vec::new(),
            status: NoticeStatus::Queued,
            look_at: now.checked_add_signed(FIRST_LOOK),
            given_again: 0,
            claimed_at: None,
            claim: None,
            ended_at: None,
            reason: None,
            reference: None,
            attempts: 0,
            vendor: None,
            history: vec![Step::now(NoticeStatus::Queued, now)],
            question: Question::default(),
        }
    }

    /// With one more call.
    #[must_use]
    pub fn called(mut self, call: HookAttempt) -> Self {
        if self.calls.len() >= MOST_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(call);
        self
    }

    fn next_look(&self) -> Option<DateTime<Utc>> {
        match self.status {
            NoticeStatus::Scheduled => Some(self.due_at),
            NoticeStatus::Queued | NoticeStatus::Sending => self.look_at,
            _ => None,
        }
    }
}

parcel!(HookDelivery, std::convert::identity);

impl Entity for HookDelivery {
    const TYPE: &'static str = "hook_delivery";

    fn key(&self) -> Key {
        keys::hook_delivery(self.hook, self.booking, self.id)
    }

    /// In the log of its webhook (GSI2), and while something is due (GSI3).
    fn indexes(&self) -> [Option<Key>; 3] {
        let log = Key {
            pk: keys::hook_log_partition(self.hook),
            sk: self.id.key(),
        };
        let due = self.next_look().map(|at| Key {
            pk: keys::due_partition(at.date_naive(), keys::shard_of(self.id.own())),
            sk: keys::by_start(at, &format!("HOOK#{}", self.id.key())),
        });
        [None, Some(log), due]
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
