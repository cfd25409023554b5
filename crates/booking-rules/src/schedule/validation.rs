//! What makes a schedule unsound; every fault is reported at once, with the path of the value.

use chrono::{Datelike, Days, NaiveDate};

use super::{DailyWindow, DateOverride, Schedule, Weekday, WeeklyWindow};
use crate::time::WallTime;

const DAY: i32 = WallTime::END_OF_DAY.minutes() as i32;
const WEEK: i32 = 7 * DAY;

/// One fault of a schedule: where, such as `weekly[2].to`, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {code}")]
pub struct ScheduleFault {
    pub path: String,
    pub code: &'static str,
}

impl ScheduleFault {
    fn new(path: String, code: &'static str) -> Self {
        Self { path, code }
    }

    pub(super) fn first_of(faults: Vec<Self>) -> Self {
        faults
            .into_iter()
            .next()
            .unwrap_or_else(|| Self::new(String::new(), "empty_interval"))
    }
}

/// Finds everything wrong with the parts of a schedule.
pub(super) fn faults(
    weekly: &[WeeklyWindow],
    breaks: &[WeeklyWindow],
    dates: &[DateOverride],
) -> Result<(), Vec<ScheduleFault>> {
    let mut faults = too_many(weekly, breaks, dates);
    if faults.is_empty() {
        faults.extend(weekly_windows("weekly", weekly));
        faults.extend(weekly_windows("breaks", breaks));
        faults.extend(strays(weekly, breaks));
        faults.extend(date_overrides(weekly, dates));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The caps come first and alone: they bound the comparisons below.
fn too_many(weekly: &[WeeklyWindow], breaks: &[WeeklyWindow], dates: &[DateOverride]) -> Vec<ScheduleFault> {
    let crowded = |list: &[WeeklyWindow]| {
        Weekday::ALL
            .iter()
            .any(|day| list.iter().filter(|w| w.day == *day).count() > Schedule::MAX_WINDOWS_A_DAY)
    };
    let mut paths = Vec::new();
    paths.extend(crowded(weekly).then(|| "weekly".to_owned()));
    paths.extend(crowded(breaks).then(|| "breaks".to_owned()));
    paths.extend((dates.len() > Schedule::MAX_DATES).then(|| "dates".to_owned()));
    let full = |(_, d): &(usize, &DateOverride)| d.intervals.len() > Schedule::MAX_WINDOWS_A_DAY;
    paths.extend(
        dates
            .iter()
            .enumerate()
            .filter(full)
            .map(|(i, _)| format!("dates[{i}].intervals")),
    );
    paths
        .into_iter()
        .map(|path| ScheduleFault::new(path, "too_many_windows"))
        .collect()
}

fn weekly_windows(list: &str, windows: &[WeeklyWindow]) -> Vec<ScheduleFault> {
    let mut faults = Vec::new();
    for (i, window) in windows.iter().enumerate() {
        faults.extend(of_interval(&format!("{list}[{i}]"), window.daily()));
        if windows.iter().take(i).any(|earlier| share_a_minute(*earlier, *window)) {
            faults.push(ScheduleFault::new(format!("{list}[{i}]"), "overlapping_windows"));
        }
    }
    faults
}

fn of_interval(path: &str, interval: DailyWindow) -> Option<ScheduleFault> {
    if interval.from == WallTime::END_OF_DAY {
        return Some(ScheduleFault::new(format!("{path}.from"), "invalid_wall_time"));
    }
    (interval.length() == 0).then(|| ScheduleFault::new(format!("{path}.to"), "empty_interval"))
}

/// The week is a circle: Sunday night runs into Monday.
fn share_a_minute(a: WeeklyWindow, b: WeeklyWindow) -> bool {
    let (from_a, from_b) = (i32::from(a.week_minute()), i32::from(b.week_minute()));
    let (long_a, long_b) = (i32::from(a.daily().length()), i32::from(b.daily().length()));
    (from_b - from_a).rem_euclid(WEEK) < long_a || (from_a - from_b).rem_euclid(WEEK) < long_b
}

fn strays(weekly: &[WeeklyWindow], breaks: &[WeeklyWindow]) -> Vec<ScheduleFault> {
    let homeless = |(_, b): &(usize, &WeeklyWindow)| !weekly.iter().any(|w| w.holds(**b).is_some());
    let found = breaks.iter().enumerate().filter(homeless);
    found
        .map(|(i, _)| ScheduleFault::new(format!("breaks[{i}]"), "break_outside_windows"))
        .collect()
}

fn date_overrides(weekly: &[WeeklyWindow], dates: &[DateOverride]) -> Vec<ScheduleFault> {
    let mut faults = Vec::new();
    let mut order: Vec<(NaiveDate, usize)> = dates.iter().enumerate().map(|(i, d)| (d.date, i)).collect();
    order.sort_unstable();
    let on = |date: NaiveDate| {
        let first = order.partition_point(|(d, _)| *d < date);
        order
            .get(first)
            .filter(|(d, _)| *d == date)
            .and_then(|(_, i)| dates.get(*i).map(|d| (*i, d)))
    };
    for (i, date) in dates.iter().enumerate() {
        if on(date.date).is_some_and(|(first, _)| first < i) {
            faults.push(ScheduleFault::new(format!("dates[{i}].date"), "duplicate_date"));
            continue;
        }
        // The day after may be an override too; it then reports the clash itself, as the later one.
        let before = date
            .date
            .checked_sub_days(Days::new(1))
            .map(|d| (-DAY, windows_on(d, weekly, on(d))));
        let after = date.date.checked_add_days(Days::new(1)).filter(|d| on(*d).is_none());
        let after = after.map(|d| (DAY, windows_on(d, weekly, None)));
        let neighbours: Vec<(i32, DailyWindow)> = before
            .into_iter()
            .chain(after)
            .flat_map(|(shift, list)| list.into_iter().map(move |w| (shift, w)))
            .collect();
        faults.extend(intervals_of(i, date, &neighbours));
    }
    faults
}

fn intervals_of(index: usize, date: &DateOverride, neighbours: &[(i32, DailyWindow)]) -> Vec<ScheduleFault> {
    let mut faults = Vec::new();
    for (j, interval) in date.intervals.iter().enumerate() {
        let path = format!("dates[{index}].intervals[{j}]");
        faults.extend(of_interval(&path, *interval));
        let earlier = date.intervals.iter().take(j).map(|w| (0, *w));
        let span = |(shift, w): (i32, DailyWindow)| {
            let from = shift + i32::from(w.from.minutes());
            (from, from + i32::from(w.length()))
        };
        let own = span((0, *interval));
        if earlier
            .chain(neighbours.iter().copied())
            .map(span)
            .any(|other| own.0 < other.1 && other.0 < own.1)
        {
            faults.push(ScheduleFault::new(path, "overlapping_windows"));
        }
    }
    faults
}

fn windows_on(date: NaiveDate, weekly: &[WeeklyWindow], instead: Option<(usize, &DateOverride)>) -> Vec<DailyWindow> {
    let day = Weekday::from(date.weekday());
    match instead {
        Some((_, date)) => date.intervals.clone(),
        None => weekly.iter().filter(|w| w.day == day).map(|w| w.daily()).collect(),
    }
}
