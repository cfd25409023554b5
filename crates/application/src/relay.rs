//! From the table's stream to the bus and the queues. The relay is the only producer; nobody else writes to either.

use std::sync::Arc;

use booking_rules::ids::{BookingId, EventId, LetterId};
use booking_rules::notices::Channel;
use booking_rules::values::Minutes;
use providers::bus::{DomainEvent, EventBus};
use providers::queue::{Queue, QueueMessage, QueueName};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::stream::Change;
use store::{Actor, Event, Letter, Notice};

use crate::announcements::name_of;

/// Where the relay hands things on.
#[derive(Clone)]
pub struct Outlets {
    pub bus: Arc<dyn EventBus>,
    pub queue: Arc<dyn Queue>,
}

/// A message to deliver, as it travels through a queue: its key, nothing personal.
///
/// The two forms share no field that tells them apart, so an order written before there were letters reads as ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DeliveryOrder {
    Notice(NoticeOrder),
    Letter(LetterOrder),
}

/// The key of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeOrder {
    pub booking: BookingId,
    pub kind: String,
    pub channel: String,
    pub sequence: u32,
    /// Of a reminder, where there may be several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Minutes>,
}

/// The key of a letter, and by which queue it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterOrder {
    pub letter: LetterId,
    pub channel: String,
}

impl DeliveryOrder {
    /// Our own name for the message, that providers tell back: letters, digits, `-` and `_` alone.
    #[must_use]
    pub fn own_id(&self) -> String {
        match self {
            Self::Notice(NoticeOrder {
                booking,
                kind,
                channel,
                sequence,
                ahead,
            }) => {
                let ahead = ahead.map_or_else(String::new, |ahead| format!("-{}", ahead.get()));
                format!("n-{booking}-{kind}-{channel}-{sequence}{ahead}")
            }
            Self::Letter(LetterOrder { letter, channel }) => format!("l-{letter}-{channel}"),
        }
    }

    /// The order that [`DeliveryOrder::own_id`] was made of.
    #[must_use]
    pub fn parse_own_id(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        match *parts.as_slice() {
            ["n", booking, kind, channel, sequence, ref ahead @ ..] => Some(Self::Notice(NoticeOrder {
                booking: booking.parse().ok()?,
                kind: kind.to_owned(),
                channel: channel.to_owned(),
                sequence: sequence.parse().ok()?,
                ahead: match *ahead {
                    [] => None,
                    [minutes] => Some(Minutes::new(minutes.parse().ok()?)),
                    _ => return None,
                },
            })),
            ["l", letter, channel] => Some(Self::Letter(LetterOrder {
                letter: letter.parse().ok()?,
                channel: channel.to_owned(),
            })),
            _ => None,
        }
    }

    fn channel(&self) -> &str {
        match self {
            Self::Notice(order) => &order.channel,
            Self::Letter(order) => &order.channel,
        }
    }
}

/// The first record of a batch that could not be handed on; the stream is read again from there.
#[derive(Debug, thiserror::Error)]
#[error("record {index} was not handed on: {reason}")]
pub struct NotRelayed {
    pub index: usize,
    pub reason: String,
}

/// Hands on a batch of stream records in order. Consumers are idempotent, so a batch may be repeated.
///
/// # Errors
/// [`NotRelayed`] with the first record that failed; records before it are done. A record that cannot be read is logged and passed
/// over, for it would block its shard for a day and never get better.
pub async fn relay(outlets: &Outlets, records: &[Value]) -> Result<(), NotRelayed> {
    let mut batch = Batch::default();
    for (index, record) in records.iter().enumerate() {
        match Change::from_record(record) {
            Ok(Change::Happened(event)) => batch.tell(index, &event),
            Ok(Change::NoticeFailed(notice)) => batch.tell(index, &failed(&notice)),
            Ok(Change::NoticeQueued(notice)) => batch.orders.push((index, notice_order(&notice))),
            Ok(Change::LetterQueued(letter)) => batch.orders.push((index, letter_order(&letter))),
            Ok(Change::Quiet) => {}
            Err(error) => tracing::error!(%error, "stream record passed over"),
        }
    }
    batch.hand_on(outlets).await
}

#[derive(Default)]
struct Batch {
    events: Vec<(usize, DomainEvent)>,
    /// Of the events, those of a business: its people and its webhooks hear of them.
    announcements: Vec<(usize, QueueMessage)>,
    orders: Vec<(usize, DeliveryOrder)>,
}

impl Batch {
    fn tell(&mut self, index: usize, event: &Event) {
        let told = domain_event(event);
        if event.business_id.is_some() {
            self.announcements.push((index, QueueMessage::now(told.detail.clone())));
        }
        self.events.push((index, told));
    }

    /// Every outlet is tried, for what one refuses says nothing of the others: all records before the first that failed
    /// must be done, because the stream is read again from that one.
    async fn hand_on(self, outlets: &Outlets) -> Result<(), NotRelayed> {
        let mut failures = Vec::new();
        for (channel, queue) in [
            (Channel::Email, QueueName::EmailDelivery),
            (Channel::Sms, QueueName::SmsDelivery),
            (Channel::Whatsapp, QueueName::WhatsappDelivery),
        ] {
            let (at, messages): (Vec<_>, Vec<_>) = self
                .orders
                .iter()
                .filter(|(_, order)| order.channel() == channel.as_str())
                .map(|(index, order)| (*index, QueueMessage::now(serde_json::json!(order).to_string())))
                .unzip();
            if !messages.is_empty() {
                let failed = outlets.queue.send(queue, messages).await;
                failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
            }
        }
        let (at, messages): (Vec<_>, Vec<_>) = self.announcements.into_iter().unzip();
        if !messages.is_empty() {
            let failed = outlets.queue.send(QueueName::Announcements, messages).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, events): (Vec<_>, Vec<_>) = self.events.into_iter().unzip();
        if !events.is_empty() {
            let failed = outlets.bus.publish(events).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        failures
            .into_iter()
            .min_by_key(|failure| failure.index)
            .map_or(Ok(()), Err)
    }
}

/// `at[i]` is the record that message `i` came from.
fn first_failure(at: &[usize], answer: Result<Vec<usize>, String>) -> Option<NotRelayed> {
    let first = |reason: String, failed: &[usize]| {
        let index = failed
            .iter()
            .filter_map(|i| at.get(*i))
            .min()
            .or(at.first())
            .copied()
            .unwrap_or_default();
        Some(NotRelayed { index, reason })
    };
    match answer {
        Ok(failed) if failed.is_empty() => None,
        Ok(failed) => first("not accepted".to_owned(), &failed),
        Err(reason) => first(reason, &[]),
    }
}

fn domain_event(event: &Event) -> DomainEvent {
    let told = Event {
        partition: String::new(),
        place: None,
        ..event.clone()
    };
    DomainEvent {
        id: event.id,
        kind: event.kind.clone(),
        source: "salonbook".to_owned(),
        detail: serde_json::json!(told).to_string(),
        occurred_at: event.occurred_at,
    }
}

/// What is told of a message to a customer that will not arrive.
pub(crate) const NOTICE_FAILED: &str = "NoticeFailed";

/// The record of the message says what became of it; this tells of it outside the table, always in the same words.
fn failed(notice: &Notice) -> Event {
    let order = notice_order(notice);
    let at = notice.ended_at.unwrap_or(notice.due_at);
    let name = name_of(at, &[&order.own_id(), NOTICE_FAILED]);
    Event {
        id: EventId::new(name),
        partition: String::new(),
        kind: NOTICE_FAILED.to_owned(),
        version: 1,
        business_id: Some(notice.booking.business()),
        occurred_at: at,
        actor: Actor::System {
            job: "deliver".to_owned(),
        },
        trace: None,
        place: None,
        data: serde_json::json!({
            "booking_id": notice.booking,
            "kind": notice.kind,
            "channel": notice.channel,
            "sequence": notice.sequence,
        }),
    }
}

fn notice_order(notice: &Notice) -> DeliveryOrder {
    DeliveryOrder::Notice(NoticeOrder {
        booking: notice.booking,
        kind: notice.kind.clone(),
        channel: notice.channel.clone(),
        sequence: notice.sequence,
        ahead: notice.ahead,
    })
}

fn letter_order(letter: &Letter) -> DeliveryOrder {
    DeliveryOrder::Letter(LetterOrder {
        letter: letter.id,
        channel: letter.channel().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_name_for_a_message_is_read_back_and_fits_a_tag() {
        let business = booking_rules::ids::BusinessId::from_uuid(uuid::Uuid::from_u128(7));
        let booking = BookingId::new(business, uuid::Uuid::from_u128(9));
        let notice = |ahead| {
            DeliveryOrder::Notice(NoticeOrder {
                booking,
                kind: "booking_reminder".to_owned(),
                channel: "sms".to_owned(),
                sequence: 3,
                ahead,
            })
        };
        let letter = DeliveryOrder::Letter(LetterOrder {
            letter: LetterId::new(uuid::Uuid::from_u128(7)),
            channel: "email".to_owned(),
        });
        for order in [notice(None), notice(Some(Minutes::new(120))), letter] {
            let own = order.own_id();
            assert!(
                own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
                "{own}"
            );
            assert!(own.len() <= 256, "{own}");
            assert_eq!(DeliveryOrder::parse_own_id(&own), Some(order));
        }
        for bad in ["", "n", "n-bkg_x-a-b-1", "l-x", "x-y-z"] {
            assert_eq!(DeliveryOrder::parse_own_id(bad), None, "{bad}");
        }
    }
}
