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
use store::{Actor, Event, Key, Letter, Notice, keys};

use crate::announcements::name_of;
use crate::data_requests::PersonOrder;
use crate::exports::ExportOrder;
use crate::hooks::HookOrder;
use crate::stats::StatsOrder;
use crate::waitlist::WaitlistOrder;

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
    /// Which sending of it, where somebody asked for more than the first.
    #[serde(default, skip_serializing_if = "is_first")]
    pub again: u32,
}

/// An order of the first sending reads as it did before there were others.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_first(again: &u32) -> bool {
    *again == 0
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
                again,
            }) => {
                let ahead = ahead.map_or_else(String::new, |ahead| format!("-{}", ahead.get()));
                let again = if *again == 0 {
                    String::new()
                } else {
                    format!("-r{again}")
                };
                format!("n-{booking}-{kind}-{channel}-{sequence}{ahead}{again}")
            }
            Self::Letter(LetterOrder { letter, channel }) => format!("l-{letter}-{channel}"),
        }
    }

    /// The order that [`DeliveryOrder::own_id`] was made of.
    #[must_use]
    pub fn parse_own_id(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        match *parts.as_slice() {
            ["n", booking, kind, channel, sequence, ref rest @ ..] => {
                let (ahead, again) = match *rest {
                    [] => (None, None),
                    [one] if one.starts_with('r') => (None, Some(one)),
                    [ahead] => (Some(ahead), None),
                    [ahead, again] => (Some(ahead), Some(again)),
                    _ => return None,
                };
                let ahead = ahead.map(|minutes| minutes.parse().map(Minutes::new)).transpose();
                let again = again.map_or(Some(0), |again| again.strip_prefix('r')?.parse().ok());
                Some(Self::Notice(NoticeOrder {
                    booking: booking.parse().ok()?,
                    kind: kind.to_owned(),
                    channel: channel.to_owned(),
                    sequence: sequence.parse().ok()?,
                    ahead: ahead.ok()?,
                    again: again?,
                }))
            }
            ["l", letter, channel] => Some(Self::Letter(LetterOrder {
                letter: letter.parse().ok()?,
                channel: channel.to_owned(),
            })),
            _ => None,
        }
    }

    /// Where its message is kept.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Notice(order) => {
                let first = keys::notice(order.booking, &order.kind, &order.channel, order.sequence, order.ahead);
                keys::sent_again(first, order.again)
            }
            Self::Letter(order) => keys::letter(order.letter),
        }
    }

    /// The order of a notice.
    #[must_use]
    pub fn of_notice(notice: &Notice) -> Self {
        Self::Notice(NoticeOrder {
            booking: notice.booking,
            kind: notice.kind.clone(),
            channel: notice.channel.clone(),
            sequence: notice.sequence,
            ahead: notice.ahead,
            again: notice.again,
        })
    }

    pub(crate) fn channel(&self) -> &str {
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
            Ok(Change::NoticeQueued(notice)) => batch.orders.push((index, DeliveryOrder::of_notice(&notice))),
            Ok(Change::LetterQueued(letter)) => batch.orders.push((index, letter_order(&letter))),
            Ok(Change::HookQueued(call)) => batch.hooks.push((index, HookOrder::from(&*call))),
            Ok(Change::ExportQueued(export)) => batch.exports.push((index, ExportOrder { export })),
            Ok(Change::PersonQueued(request)) => batch.people.push((index, PersonOrder::from(&*request))),
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
    /// Of the events, those after which something is counted otherwise.
    stats: Vec<(usize, QueueMessage)>,
    /// Of the events, those after which somebody who waits may be offered a time.
    waits: Vec<(usize, QueueMessage)>,
    orders: Vec<(usize, DeliveryOrder)>,
    hooks: Vec<(usize, HookOrder)>,
    exports: Vec<(usize, ExportOrder)>,
    people: Vec<(usize, PersonOrder)>,
}

impl Batch {
    fn tell(&mut self, index: usize, event: &Event) {
        let told = domain_event(event);
        if event.business_id.is_some() {
            self.announcements.push((index, QueueMessage::now(told.detail.clone())));
        }
        if let Some(order) = StatsOrder::after(event) {
            let message = QueueMessage::now(serde_json::json!(order).to_string());
            self.stats.push((index, message));
        }
        if let Some(order) = WaitlistOrder::after(event) {
            let message = QueueMessage::now(serde_json::json!(order).to_string());
            self.waits.push((index, message));
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
        let (at, calls): (Vec<_>, Vec<_>) = self
            .hooks
            .iter()
            .map(|(index, order)| (*index, QueueMessage::now(serde_json::json!(order).to_string())))
            .unzip();
        if !calls.is_empty() {
            let failed = outlets.queue.send(QueueName::HookDelivery, calls).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, files): (Vec<_>, Vec<_>) = self
            .exports
            .iter()
            .map(|(index, order)| (*index, QueueMessage::now(serde_json::json!(order).to_string())))
            .unzip();
        if !files.is_empty() {
            let failed = outlets.queue.send(QueueName::Exports, files).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, people): (Vec<_>, Vec<_>) = self
            .people
            .iter()
            .map(|(index, order)| (*index, QueueMessage::now(serde_json::json!(order).to_string())))
            .unzip();
        if !people.is_empty() {
            let failed = outlets.queue.send(QueueName::PersonalRecords, people).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, messages): (Vec<_>, Vec<_>) = self.announcements.into_iter().unzip();
        if !messages.is_empty() {
            let failed = outlets.queue.send(QueueName::Announcements, messages).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, messages): (Vec<_>, Vec<_>) = self.stats.into_iter().unzip();
        if !messages.is_empty() {
            let failed = outlets.queue.send(QueueName::Stats, messages).await;
            failures.extend(first_failure(&at, failed.map_err(|e| e.to_string())));
        }
        let (at, messages): (Vec<_>, Vec<_>) = self.waits.into_iter().unzip();
        if !messages.is_empty() {
            let failed = outlets.queue.send(QueueName::Waitlist, messages).await;
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
    let order = DeliveryOrder::of_notice(notice);
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
        let notice = |ahead, again| {
            DeliveryOrder::Notice(NoticeOrder {
                booking,
                kind: "booking_reminder".to_owned(),
                channel: "sms".to_owned(),
                sequence: 3,
                ahead,
                again,
            })
        };
        let letter = DeliveryOrder::Letter(LetterOrder {
            letter: LetterId::new(uuid::Uuid::from_u128(7)),
            channel: "email".to_owned(),
        });
        let two_hours = Some(Minutes::new(120));
        for order in [
            notice(None, 0),
            notice(two_hours, 0),
            notice(None, 1),
            notice(two_hours, 12),
            letter,
        ] {
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
