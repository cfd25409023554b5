//! What is kept of messages whose time of keeping is over: how many there were.

use std::collections::BTreeMap;

use booking_rules::ids::BusinessId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Notice, NoticeStatus};
use crate::keys::{self, Key};
use crate::record::Entity;

/// How many messages of a business were due in a UTC month, by day, kind, channel and what became of them. Each is counted
/// in the transaction that deletes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCounts {
    pub business: BusinessId,
    /// The first of the month.
    pub month: NaiveDate,
    /// A few thousand lines at most: 31 days, the kinds, the channels and the ways to end.
    pub counts: BTreeMap<String, u64>,
}

impl NoticeCounts {
    #[must_use]
    pub fn none(business: BusinessId, month: NaiveDate) -> Self {
        Self {
            business,
            month,
            counts: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, notice: &Notice) {
        let line = Self::line(notice.due_at.date_naive(), &notice.kind, &notice.channel, notice.status);
        *self.counts.entry(line).or_default() += 1;
    }

    /// How many of them there were.
    #[must_use]
    pub fn of(&self, day: NaiveDate, kind: &str, channel: &str, status: NoticeStatus) -> u64 {
        let line = Self::line(day, kind, channel, status);
        self.counts.get(&line).copied().unwrap_or_default()
    }

    fn line(day: NaiveDate, kind: &str, channel: &str, status: NoticeStatus) -> String {
        format!("{day}#{kind}#{channel}#{}", status.as_str())
    }
}

impl Entity for NoticeCounts {
    const TYPE: &'static str = "notice_counts";
    fn key(&self) -> Key {
        keys::notice_counts(self.business, self.month)
    }
}

/// How far a job has got that goes through all businesses once a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRound {
    pub job: String,
    /// When the round under way began, or the last one.
    pub begun_at: DateTime<Utc>,
    /// Which part of the list of businesses it is in; past the last one when it is done.
    pub shard: u8,
    /// The last business of the part that is done with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<BusinessId>,
}

impl JobRound {
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.shard >= keys::REGISTRY_SHARDS
    }
}

impl Entity for JobRound {
    const TYPE: &'static str = "job_round";
    fn key(&self) -> Key {
        keys::job_round(&self.job)
    }
}
