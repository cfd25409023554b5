//! Asking a vendor what became of a message. A message is sent a second time only after its vendor said that it never took
//! it the first time.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Progress;
use crate::entities::NoticeStatus;

/// Minutes before each question to a vendor about a message of which nobody knows whether it was taken. The first is soon,
/// for a reminder that was never taken is still of use, yet not before a vendor has written down what it took.
const UNKNOWN_LOOKS: [i64; 6] = [1, 5, 30, 120, 480, 1_440];
/// The same about one that was taken and never reported on: reports come within seconds, if they come.
const SENT_LOOKS: [i64; 3] = [60, 360, 1_440];

/// What is known of asking a message's vendor what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Question {
    /// Digest of the address it was handed over for; the address itself may be gone when the vendor speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<String>,
    /// How often the vendor was to be asked.
    #[serde(default)]
    pub asked: u32,
    /// The vendor is to be asked, and has not answered yet.
    #[serde(default)]
    pub open: bool,
    /// The vendor said once that it never took the message, which then went back to its queue.
    #[serde(default)]
    pub begun_again: bool,
}

impl Question {
    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn shut(self) -> Self {
        Self { open: false, ..self }
    }
}

impl Progress {
    /// Ended for now, but its vendor can be asked later what became of it.
    #[must_use]
    pub fn watched(self, now: DateTime<Utc>) -> Self {
        Self {
            look_at: self.next_look(now),
            ..self
        }
    }

    /// Its vendor is asked at once, by whoever holds it; asked again at its time if that comes to nothing.
    #[must_use]
    pub fn questioned(self, now: DateTime<Utc>) -> Self {
        Self {
            look_at: self.next_look(now),
            question: Question {
                open: true,
                ..self.question
            },
            ..self
        }
    }

    /// Given to its queue for its vendor to be asked; `None` for one that there is nothing to ask about.
    #[must_use]
    pub fn to_be_asked(self, now: DateTime<Utc>) -> Option<Self> {
        matches!(self.status, NoticeStatus::Unknown | NoticeStatus::Sent).then(|| {
            let asked = self.question.asked.saturating_add(1);
            let question = Question { asked, ..self.question };
            Self { question, ..self }.questioned(now)
        })
    }

    /// Its vendor could not say; asked again at its time, if any is left.
    #[must_use]
    pub fn left_open(self) -> Self {
        Self {
            question: self.question.shut(),
            ..self
        }
    }

    /// There is nobody to ask: it stays as it is.
    #[must_use]
    pub fn closed(self) -> Self {
        Self {
            look_at: None,
            question: self.question.shut(),
            ..self
        }
    }

    /// Somebody hints that there is news: asked about as soon as the sweep comes by. `None` where no news can help.
    #[must_use]
    pub fn hinted(self, now: DateTime<Utc>) -> Option<Self> {
        let open = matches!(self.status, NoticeStatus::Unknown | NoticeStatus::Sent);
        let sooner = self.look_at.is_none_or(|at| at > now);
        (open && sooner && !self.question.open).then_some(Self {
            look_at: Some(now),
            ..self
        })
    }

    /// Back in its queue, once, because its vendor says that it never took it.
    #[must_use]
    pub fn begun_again(self, now: DateTime<Utc>) -> Option<Self> {
        if self.status != NoticeStatus::Unknown || self.question.begun_again {
            return None;
        }
        let free = Self {
            question: Question {
                begun_again: true,
                ..self.question.shut()
            },
            claimed_at: None,
            claim: None,
            ended_at: None,
            ..self
        };
        free.handed_to_queue(now)
    }

    /// When its vendor is asked next; none when it was asked often enough.
    fn next_look(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let waits: &[i64] = match self.status {
            NoticeStatus::Unknown => &UNKNOWN_LOOKS,
            NoticeStatus::Sent => &SENT_LOOKS,
            _ => return None,
        };
        let minutes = waits.get(usize::try_from(self.question.asked).ok()?)?;
        now.checked_add_signed(TimeDelta::minutes(*minutes))
    }
}
