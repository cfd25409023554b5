//! How far a message has got on its way out: alike for notices, which belong to a booking, and letters, which do not.

use booking_rules::notices::Vendor;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::NoticeStatus;
use crate::record::Entity;

/// Longer than a queue keeps trying before it lays a message aside.
pub const FIRST_LOOK: TimeDelta = TimeDelta::hours(1);
/// After 1, 3, 7, 15 and 31 hours; given up after 63.
const MAX_GIVEN_AGAIN: u32 = 5;
/// A claim older than this has no living owner: longer than a worker's time limit.
const CLAIM_LIFE: TimeDelta = TimeDelta::minutes(2);

/// A record that a worker hands to a provider.
///
/// Its progress stands in the record itself, among its other fields, as notices were stored from the first day.
pub trait Parcel: Entity + PartialEq {
    fn progress(&self) -> Progress;

    /// The same record, that far on its way. One that has ended keeps nothing it needed only for being sent.
    #[must_use]
    fn moved_to(self, progress: Progress) -> Self;
}

/// One thing that became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub status: NoticeStatus,
    pub at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Step {
    #[must_use]
    pub fn now(status: NoticeStatus, at: DateTime<Utc>) -> Self {
        Self {
            status,
            at,
            reason: None,
        }
    }
}

/// Steps kept of a message; one that is tried again and again keeps its first and its newest.
const MOST_STEPS: usize = 16;

/// Where a message stands on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub status: NoticeStatus,
    pub look_at: Option<DateTime<Utc>>,
    pub given_again: u32,
    pub claimed_at: Option<DateTime<Utc>>,
    pub claim: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    pub reference: Option<String>,
    pub attempts: u32,
    pub vendor: Option<Vendor>,
    pub history: Vec<Step>,
}

impl Progress {
    fn stepped(mut self, status: NoticeStatus, reason: Option<String>, at: DateTime<Utc>) -> Self {
        if self.history.len() >= MOST_STEPS {
            self.history.remove(1);
        }
        self.history.push(Step { status, at, reason });
        Self { status, ..self }
    }

    /// Given to its queue: at its time, or again because nobody knows of it any more. The next look is further away
    /// each time; `None` when it was given often enough.
    #[must_use]
    pub fn handed_to_queue(self, now: DateTime<Utc>) -> Option<Self> {
        let given_again = self.given_again + u32::from(self.status != NoticeStatus::Scheduled);
        let wait = FIRST_LOOK.checked_mul(1 << given_again.min(MAX_GIVEN_AGAIN))?;
        (given_again <= MAX_GIVEN_AGAIN).then(|| {
            let queued = Self {
                look_at: now.checked_add_signed(wait),
                given_again,
                ..self
            };
            queued.stepped(NoticeStatus::Queued, None, now)
        })
    }

    /// In the hands of the worker that named the claim.
    #[must_use]
    pub fn claimed(self, claim: String, now: DateTime<Utc>) -> Self {
        let claimed = Self {
            claimed_at: Some(now),
            claim: Some(claim),
            attempts: self.attempts.saturating_add(1),
            ..self
        };
        claimed.stepped(NoticeStatus::Sending, None, now)
    }

    /// Not taken for now; its message is still in the queue.
    #[must_use]
    pub fn put_back(self, reason: String, now: DateTime<Utc>) -> Self {
        let waiting = Self {
            reason: Some(reason.clone()),
            claimed_at: None,
            claim: None,
            ..self
        };
        waiting.stepped(NoticeStatus::Queued, Some(reason), now)
    }

    /// Taken back to wait for another time: the hour is not one to disturb somebody at.
    #[must_use]
    pub fn postponed(self, reason: String, now: DateTime<Utc>) -> Self {
        let waiting = Self {
            reason: Some(reason.clone()),
            look_at: None,
            claimed_at: None,
            claim: None,
            ..self
        };
        waiting.stepped(NoticeStatus::Scheduled, Some(reason), now)
    }

    #[must_use]
    pub fn ended(
        self,
        status: NoticeStatus,
        reason: Option<String>,
        reference: Option<String>,
        now: DateTime<Utc>,
    ) -> Self {
        let ended = Self {
            reason: reason.clone(),
            reference,
            ended_at: Some(now),
            ..self
        };
        ended.stepped(status, reason, now)
    }

    /// What its provider says became of it afterwards; `None` where that is not news.
    #[must_use]
    pub fn reported(self, status: NoticeStatus, reason: Option<String>, at: DateTime<Utc>) -> Option<Self> {
        (status.rank() > self.status.rank()).then(|| {
            let told = Self {
                reason: reason.clone(),
                ended_at: self.ended_at.or(Some(at)),
                ..self
            };
            told.stepped(status, reason, at)
        })
    }

    /// Whether a claim has no living owner. A clock that is far behind the claim's was set back; one that is a moment
    /// behind is another machine's.
    #[must_use]
    pub fn is_abandoned(&self, now: DateTime<Utc>) -> bool {
        self.claimed_at.is_none_or(|at| (now - at).abs() >= CLAIM_LIFE)
    }

    /// Whether the relay gives it to its queue, coming from `was`. A retry that goes from `sending` back to `queued` is
    /// the queue's own affair: its message is still there.
    pub(crate) fn is_given_to_queue(&self, was: Option<&Self>) -> bool {
        let given = |was: &Self| was.status == NoticeStatus::Scheduled || was.given_again < self.given_again;
        self.status == NoticeStatus::Queued && was.is_none_or(given)
    }
}

/// The fields of [`Progress`] in a record that has them all; `$ended` is what becomes of the rest when it ends.
macro_rules! parcel {
    ($record:ty, $ended:expr) => {
        impl $crate::entities::progress::Parcel for $record {
            fn progress(&self) -> $crate::entities::progress::Progress {
                $crate::entities::progress::Progress {
                    status: self.status,
                    look_at: self.look_at,
                    given_again: self.given_again,
                    claimed_at: self.claimed_at,
                    claim: self.claim.clone(),
                    ended_at: self.ended_at,
                    reason: self.reason.clone(),
                    reference: self.reference.clone(),
                    attempts: self.attempts,
                    vendor: self.vendor,
                    history: self.history.clone(),
                }
            }

            fn moved_to(self, progress: $crate::entities::progress::Progress) -> Self {
                let ended = progress.status.is_final();
                let moved = Self {
                    status: progress.status,
                    look_at: progress.look_at,
                    given_again: progress.given_again,
                    claimed_at: progress.claimed_at,
                    claim: progress.claim,
                    ended_at: progress.ended_at,
                    reason: progress.reason,
                    reference: progress.reference,
                    attempts: progress.attempts,
                    vendor: progress.vendor,
                    history: progress.history,
                    ..self
                };
                if ended { ($ended)(moved) } else { moved }
            }
        }
    };
}
pub(crate) use parcel;
