//! Queues inside the process, with the traits of the real ones that matter: visibility, receive count, dead letters.
//!
//! In memory only: after a restart the composition puts in again what the table says is queued.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{DeadLetters, Queue, QueueError, QueueMessage, QueueName, check_delays};
use crate::{ClockFn, Pending};

/// How often a message is handed out before it becomes a dead letter.
pub const MAX_RECEIVES: u32 = 5;

/// Proof of having received a message; worthless once the message was handed out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Receipt {
    queue: QueueName,
    number: u64,
    receive_count: u32,
}

/// A message as a receiver gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub receipt: Receipt,
    pub body: String,
    /// 1 at the first receive.
    pub receive_count: u32,
    pub put_in_at: DateTime<Utc>,
}

/// A message nobody could deal with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub body: String,
    pub put_in_at: DateTime<Utc>,
    pub died_at: DateTime<Utc>,
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Could be received now.
    pub visible: usize,
    /// Received, not yet deleted nor released.
    pub in_flight: usize,
    /// Waiting for its delay.
    pub delayed: usize,
    pub dead: usize,
}

/// Every queue of the system, in this process.
pub struct LocalQueues {
    clock: ClockFn,
    visibility: TimeDelta,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    last_number: u64,
    waiting: BTreeMap<(QueueName, u64), Waiting>,
    dead: BTreeMap<(QueueName, u64), DeadLetter>,
}

struct Waiting {
    body: String,
    put_in_at: DateTime<Utc>,
    /// Not handed out before; in flight until then, if it was received.
    visible_at: DateTime<Utc>,
    receive_count: u32,
}

impl LocalQueues {
    /// `visibility` is how long a received message stays hidden from other receivers.
    #[must_use]
    pub fn new(clock: ClockFn, visibility: TimeDelta) -> Self {
        Self {
            clock,
            visibility,
            inside: Mutex::default(),
        }
    }

    /// Hands out up to `max` messages, oldest first, and hides them. One handed out too often becomes a dead letter
    /// in place of a further receive.
    #[must_use]
    pub fn receive(&self, queue: QueueName, max: usize) -> Vec<Received> {
        let now = (self.clock)();
        let mut inside = self.inside();
        let Inside { waiting, dead, .. } = &mut *inside;
        waiting.retain(|(of, number), message| {
            let exhausted = *of == queue && message.visible_at <= now && message.receive_count >= MAX_RECEIVES;
            if exhausted {
                let body = std::mem::take(&mut message.body);
                dead.insert(
                    (*of, *number),
                    DeadLetter {
                        body,
                        put_in_at: message.put_in_at,
                        died_at: now,
                    },
                );
            }
            !exhausted
        });
        let due = waiting
            .iter_mut()
            .filter(|((of, _), message)| *of == queue && message.visible_at <= now);
        due.take(max)
            .map(|((_, number), message)| {
                message.receive_count += 1;
                message.visible_at = now + self.visibility;
                Received {
                    receipt: Receipt {
                        queue,
                        number: *number,
                        receive_count: message.receive_count,
                    },
                    body: message.body.clone(),
                    receive_count: message.receive_count,
                    put_in_at: message.put_in_at,
                }
            })
            .collect()
    }

    /// Takes a message out for good; `false` when the receipt is no longer worth anything.
    pub fn delete(&self, receipt: Receipt) -> bool {
        let mut inside = self.inside();
        let held = inside.held(receipt).is_some();
        if held {
            inside.waiting.remove(&(receipt.queue, receipt.number));
        }
        held
    }

    /// Gives a message back at once, as a worker does whose attempt failed; `false` as for [`Self::delete`].
    pub fn release(&self, receipt: Receipt) -> bool {
        let now = (self.clock)();
        let mut inside = self.inside();
        let held = inside.held(receipt);
        let found = held.is_some();
        if let Some(message) = held {
            message.visible_at = now;
        }
        found
    }

    /// The dead letters of a queue, oldest first.
    #[must_use]
    pub fn dead_letters(&self, queue: QueueName) -> Vec<DeadLetter> {
        self.inside()
            .dead
            .iter()
            .filter(|((of, _), _)| *of == queue)
            .map(|(_, letter)| letter.clone())
            .collect()
    }

    /// Puts every dead letter back, with its receives forgotten; answers how many.
    pub fn redrive(&self, queue: QueueName) -> usize {
        let now = (self.clock)();
        let mut inside = self.inside();
        let letters = std::mem::take(&mut inside.dead);
        let (back, kept): (BTreeMap<_, _>, _) = letters.into_iter().partition(|((of, _), _)| *of == queue);
        inside.dead = kept;
        let count = back.len();
        inside.waiting.extend(back.into_iter().map(|(key, letter)| {
            (
                key,
                Waiting {
                    body: letter.body,
                    put_in_at: letter.put_in_at,
                    visible_at: now,
                    receive_count: 0,
                },
            )
        }));
        count
    }

    /// Whether there is nothing to receive now and nothing in flight; delayed messages are not due yet.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        QueueName::ALL
            .into_iter()
            .map(|queue| self.depth(queue))
            .all(|depth| depth.visible == 0 && depth.in_flight == 0)
    }

    /// How full a queue is now.
    #[must_use]
    pub fn depth(&self, queue: QueueName) -> Depth {
        let now = (self.clock)();
        let inside = self.inside();
        let mut depth = Depth {
            dead: inside.dead.keys().filter(|(of, _)| *of == queue).count(),
            ..Depth::default()
        };
        for (_, message) in inside.waiting.iter().filter(|((of, _), _)| *of == queue) {
            match (message.visible_at <= now, message.receive_count) {
                (true, _) => depth.visible += 1,
                (false, 0) => depth.delayed += 1,
                (false, _) => depth.in_flight += 1,
            }
        }
        depth
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn held(&mut self, receipt: Receipt) -> Option<&mut Waiting> {
        self.waiting
            .get_mut(&(receipt.queue, receipt.number))
            .filter(|message| message.receive_count == receipt.receive_count)
    }
}

impl Queue for LocalQueues {
    fn send<'a>(
        &'a self,
        queue: QueueName,
        messages: Vec<QueueMessage>,
    ) -> Pending<'a, Result<Vec<usize>, QueueError>> {
        Box::pin(async move {
            check_delays(&messages)?;
            let now = (self.clock)();
            let mut inside = self.inside();
            for message in messages {
                inside.last_number += 1;
                let number = inside.last_number;
                let visible_at = now + TimeDelta::seconds(i64::from(message.delay_seconds));
                let waiting = Waiting {
                    body: message.body,
                    put_in_at: now,
                    visible_at,
                    receive_count: 0,
                };
                inside.waiting.insert((queue, number), waiting);
            }
            Ok(Vec::new())
        })
    }
}

impl DeadLetters for LocalQueues {
    fn redrive(&self, queue: QueueName) -> Pending<'_, Result<u64, QueueError>> {
        let moved = Self::redrive(self, queue);
        Box::pin(async move { Ok(u64::try_from(moved).unwrap_or(u64::MAX)) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::super::contract;
    use super::*;

    const EMAIL: QueueName = QueueName::EmailDelivery;

    /// Queues and the hand of their clock.
    fn queues() -> (LocalQueues, Arc<AtomicI64>) {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let hand = Arc::clone(&seconds);
        let clock: ClockFn = Arc::new(move || DateTime::from_timestamp(hand.load(Ordering::SeqCst), 0).unwrap());
        (LocalQueues::new(clock, TimeDelta::seconds(30)), seconds)
    }

    async fn put(queues: &LocalQueues, body: &str, delay_seconds: u32) {
        queues
            .send(
                EMAIL,
                vec![QueueMessage {
                    body: body.to_owned(),
                    delay_seconds,
                }],
            )
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn the_local_queue_fulfils_the_contract() {
        let (queues, _) = queues();
        contract::any_number_of_messages_is_taken(&queues).await;
        contract::a_delay_beyond_the_limit_is_refused(&queues).await;
    }

    #[tokio::test]
    async fn a_received_message_is_hidden_until_its_visibility_passes() {
        let (queues, clock) = queues();
        put(&queues, "a", 0).await;
        assert_eq!(queues.receive(EMAIL, 10).len(), 1);
        assert!(queues.receive(EMAIL, 10).is_empty());
        clock.fetch_add(29, Ordering::SeqCst);
        assert!(queues.receive(EMAIL, 10).is_empty());
        clock.fetch_add(1, Ordering::SeqCst);
        assert_eq!(queues.receive(EMAIL, 10).first().map(|m| m.receive_count), Some(2));
    }

    #[tokio::test]
    async fn a_deleted_message_is_gone_and_a_late_receipt_cannot_delete_it_from_the_next_receiver() {
        let (queues, clock) = queues();
        put(&queues, "a", 0).await;
        let slow = queues.receive(EMAIL, 1).first().unwrap().receipt;
        clock.fetch_add(30, Ordering::SeqCst);
        let second = queues.receive(EMAIL, 1).first().unwrap().receipt;
        assert!(!queues.delete(slow) && !queues.release(slow));
        assert!(queues.delete(second));
        assert!(!queues.delete(second));
        assert!(queues.is_idle());
    }

    #[tokio::test]
    async fn a_message_nobody_can_handle_is_handed_out_five_times_and_then_is_a_dead_letter() {
        let (queues, _) = queues();
        put(&queues, "poison", 0).await;
        for expected in 1..=MAX_RECEIVES {
            let received = queues.receive(EMAIL, 1);
            assert_eq!(received.first().map(|m| m.receive_count), Some(expected));
            assert!(queues.release(received.first().unwrap().receipt));
        }
        assert!(queues.receive(EMAIL, 1).is_empty());
        assert_eq!(
            queues
                .dead_letters(EMAIL)
                .iter()
                .map(|d| d.body.as_str())
                .collect::<Vec<_>>(),
            ["poison"]
        );
        assert!(queues.dead_letters(QueueName::SmsDelivery).is_empty() && queues.is_idle());

        assert_eq!(queues.redrive(QueueName::SmsDelivery), 0);
        assert_eq!(queues.redrive(EMAIL), 1);
        assert!(queues.dead_letters(EMAIL).is_empty());
        assert_eq!(queues.receive(EMAIL, 1).first().map(|m| m.receive_count), Some(1));
    }

    #[tokio::test]
    async fn a_delayed_message_waits_and_does_not_keep_the_queues_busy() {
        let (queues, clock) = queues();
        put(&queues, "later", 60).await;
        assert!(queues.receive(EMAIL, 1).is_empty() && queues.is_idle());
        assert_eq!(
            queues.depth(EMAIL),
            Depth {
                delayed: 1,
                ..Depth::default()
            }
        );
        clock.fetch_add(60, Ordering::SeqCst);
        assert!(!queues.is_idle());
        assert_eq!(queues.receive(EMAIL, 1).len(), 1);
        assert!(!queues.is_idle(), "in flight");
    }

    #[tokio::test]
    async fn queues_do_not_share_messages_and_hand_out_the_oldest_first() {
        let (queues, _) = queues();
        for body in ["1", "2", "3"] {
            put(&queues, body, 0).await;
        }
        assert!(queues.receive(QueueName::SmsDelivery, 10).is_empty());
        let bodies = |max| {
            queues
                .receive(EMAIL, max)
                .into_iter()
                .map(|m| m.body)
                .collect::<Vec<_>>()
        };
        assert_eq!(bodies(2), ["1", "2"]);
        assert_eq!(bodies(2), ["3"]);
    }
}
