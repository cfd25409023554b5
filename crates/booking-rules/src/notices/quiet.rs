//! When a message that can wait goes out, if the time for it is one at which somebody does not want to be disturbed.
//!
//! Quiet hours are times of the wall clock, so whether an instant is quiet is asked of the wall clock at that instant: an
//! hour shown twice is quiet twice, one that is jumped over never comes.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike, Utc};

use super::QuietHours;
use crate::time::{Reading, WallTime, Zone};

/// A reminder that comes later than this before the start helps nobody: it is too late to set out from across a town or
/// to call. The evening before does more good.
pub const LEAST_LEAD: TimeDelta = TimeDelta::minutes(30);

/// How long before the quiet hours a message goes out that could not go out in them: enough for a sweep that runs once a
/// minute, a queue and a provider that is tried again.
const BEFORE_QUIET: TimeDelta = TimeDelta::minutes(15);

/// Quiet hours whose end is jumped over, or which begin anew where they ended, are asked again this often at most: three
/// days of them are no life.
const MOST_WINDOWS: usize = 3;

/// When a reminder goes out that is due at an instant, seen from `now`; `None` when it should not go out at all.
///
/// At its time where that is not quiet; else when the quiet hours end, if [`LEAST_LEAD`] remains until the start; else
/// shortly before they began, if that is still ahead. Else it is not sent: somebody who asked for quiet asked for it, and
/// the confirmation has told them the time.
#[must_use]
pub fn reminder_time(
    due: DateTime<Utc>,
    start: DateTime<Utc>,
    quiet: Option<QuietHours>,
    zone: Zone,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if due >= start {
        return None;
    }
    let Some(quiet) = quiet.filter(|quiet| is_quiet(due, *quiet, zone)) else {
        return Some(due);
    };
    let useful = start.checked_sub_signed(LEAST_LEAD)?;
    let after = end_of_quiet(due, quiet, zone).filter(|after| *after <= useful);
    after.or_else(|| before_quiet(due, quiet, zone).filter(|before| *before > now))
}

/// When a message goes out that has no end of usefulness: at an instant, or when the quiet hours it falls in end. `None`
/// where no end of them is near.
#[must_use]
pub fn waking_time(at: DateTime<Utc>, quiet: Option<QuietHours>, zone: Zone) -> Option<DateTime<Utc>> {
    match quiet {
        Some(quiet) if is_quiet(at, quiet, zone) => end_of_quiet(at, quiet, zone),
        _ => Some(at),
    }
}

fn is_quiet(at: DateTime<Utc>, quiet: QuietHours, zone: Zone) -> bool {
    quiet.contain(minute_of_day(zone.local(at).time()))
}

fn minute_of_day(time: NaiveTime) -> u16 {
    // At most 23 * 60 + 59.
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or_default()
}

/// The first instant after a quiet one at which the wall clock shows the end.
fn end_of_quiet(at: DateTime<Utc>, quiet: QuietHours, zone: Zone) -> Option<DateTime<Utc>> {
    let mut quiet_at = at;
    for _ in 0..MOST_WINDOWS {
        let local = zone.local(quiet_at);
        let end = if quiet.to == WallTime::END_OF_DAY {
            WallTime::MIDNIGHT
        } else {
            quiet.to
        };
        let ends_today = minute_of_day(local.time()) < end.minutes();
        let date = if ends_today {
            local.date()
        } else {
            local.date().checked_add_days(Days::new(1))?
        };
        // Of an end shown twice the second: what comes between would be quiet again.
        let ended = zone.resolve(date, end, Reading::Closing);
        if ended > quiet_at && !is_quiet(ended, quiet, zone) {
            return Some(ended);
        }
        quiet_at = ended.max(quiet_at);
    }
    None
}

/// Shortly before the quiet hours began that hold an instant.
fn before_quiet(at: DateTime<Utc>, quiet: QuietHours, zone: Zone) -> Option<DateTime<Utc>> {
    let local = zone.local(at);
    let begin = if quiet.from == WallTime::END_OF_DAY {
        WallTime::MIDNIGHT
    } else {
        quiet.from
    };
    let began_today = minute_of_day(local.time()) >= begin.minutes();
    let date = if began_today {
        local.date()
    } else {
        local.date().checked_sub_days(Days::new(1))?
    };
    let before = zone
        .resolve(date, begin, Reading::Opening)
        .checked_sub_signed(BEFORE_QUIET)?;
    (before < at && !is_quiet(before, quiet, zone)).then_some(before)
}

#[cfg(test)]
mod tests;
