//! Whose turn it is.

use chrono::{DateTime, TimeDelta, Utc};

use super::WaitlistEntry;
use crate::time::Zone;
use crate::values::Minutes;

/// How long a time is held for somebody at most: long enough to see a message, short enough for the next in line.
pub const LONGEST_OFFER: TimeDelta = TimeDelta::minutes(30);
/// A time that could be held no longer than this is not offered: the message alone takes a minute or two.
pub const LEAST_OFFER: TimeDelta = TimeDelta::minutes(5);

/// Somebody in line, with what is free for them.
#[derive(Debug, Clone)]
pub struct Waiting<'a> {
    pub entry: &'a WaitlistEntry,
    /// Free starts of what they wait for, in the order the shop would show them.
    pub starts: Vec<DateTime<Utc>>,
    /// When they would hear of an offer: now, or when their quiet hours end.
    pub told_at: DateTime<Utc>,
}

/// An offer to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Whose it is: the place in the line that was asked.
    pub place: usize,
    pub start: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// The first in line for whom something is free that they want, and that can be held long enough for them to answer.
///
/// The line is in order of joining. Whoever holds an offer already, or wants nothing of what is free, keeps their place and
/// is passed over.
#[must_use]
pub fn next_in_line(line: &[Waiting<'_>], zone: Zone, min_notice: Minutes) -> Option<Proposal> {
    line.iter().enumerate().find_map(|(place, waiting)| {
        if waiting.entry.standing != super::Standing::Waiting {
            return None;
        }
        waiting.starts.iter().copied().find_map(|start| {
            if !waiting.entry.wants(start, zone) {
                return None;
            }
            let until = held_until(start, waiting.told_at, min_notice)?;
            Some(Proposal { place, start, until })
        })
    })
}

/// Until when a start is held for somebody who hears of it at `told_at`; `None` when that leaves too little time to answer.
/// Never into the shop's minimum notice: who takes it at the last moment books as late as anybody could.
#[must_use]
pub fn held_until(start: DateTime<Utc>, told_at: DateTime<Utc>, min_notice: Minutes) -> Option<DateTime<Utc>> {
    let latest = start.checked_sub_signed(min_notice.delta())?;
    let until = told_at.checked_add_signed(LONGEST_OFFER)?.min(latest);
    (until - told_at >= LEAST_OFFER).then_some(until)
}
