//! What a schedule says of one date, and the instants that means.

use chrono::{Datelike, Days, NaiveDate};

use super::{DailyWindow, Schedule, WeeklyWindow};
use crate::time::{Reading, Span, WallTime, Zone};

const DAY: u16 = WallTime::END_OF_DAY.minutes();
const WEEK: u16 = 7 * DAY;

/// A wall time of the day a window starts on, or of the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub next_day: bool,
    pub time: WallTime,
}

/// One window as it starts on some day: its two ends and its breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub from: Mark,
    pub to: Mark,
    pub breaks: Vec<(Mark, Mark)>,
}

impl Mark {
    /// From minutes since the start of the first day; an end that falls on midnight is `24:00` of the day it ends.
    fn at(minutes: u16, is_end: bool) -> Self {
        let next_day = if is_end { minutes > DAY } else { minutes >= DAY };
        let minutes = if next_day { minutes - DAY } else { minutes };
        Self {
            next_day,
            time: WallTime::new(minutes).unwrap_or(WallTime::END_OF_DAY),
        }
    }

    /// The date the wall time is read on, for a window that starts on `date`.
    pub(crate) fn on(self, date: NaiveDate) -> NaiveDate {
        if self.next_day {
            date.checked_add_days(Days::new(1)).unwrap_or(date)
        } else {
            date
        }
    }
}

/// A window of working time and the breaks in it, in instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingWindow {
    pub span: Span,
    pub breaks: Vec<Span>,
}

impl Schedule {
    /// The windows that start on the dates `first..=last`, in the order of the dates. A window that the clock jumps
    /// over has no instants and is left out. At most ten years of dates are looked at.
    #[must_use]
    pub fn working_windows(&self, zone: Zone, first: NaiveDate, last: NaiveDate) -> Vec<WorkingWindow> {
        let span_of = |date, from: Mark, to: Mark| {
            let start = zone.resolve(from.on(date), from.time, Reading::Opening);
            Span::new(start, zone.resolve(to.on(date), to.time, Reading::Closing)).ok()
        };
        let mut windows = Vec::new();
        for date in first.iter_days().take_while(|d| *d <= last).take(3_660) {
            self.starting_on(date, |pattern| {
                if let Some(span) = span_of(date, pattern.from, pattern.to) {
                    let breaks = pattern
                        .breaks
                        .iter()
                        .filter_map(|(from, to)| span_of(date, *from, *to))
                        .collect();
                    windows.push(WorkingWindow { span, breaks });
                }
            });
        }
        windows
    }

    /// Calls `visit` for each window that starts on the date.
    pub(crate) fn starting_on(&self, date: NaiveDate, mut visit: impl FnMut(&Pattern)) {
        match self.dates.binary_search_by_key(&date, |d| d.date) {
            Ok(found) => {
                for interval in self.dates.get(found).map_or(&[][..], |d| &d.intervals) {
                    visit(&interval.pattern());
                }
            }
            Err(_) => {
                let day = usize::from(super::Weekday::from(date.weekday()).from_monday());
                self.week.get(day).map_or(&[][..], |w| w).iter().for_each(visit);
            }
        }
    }
}

impl DailyWindow {
    /// Minutes from `from` to `to`; none when they are one time.
    pub(super) fn length(self) -> u16 {
        let (from, to) = (self.from.minutes(), self.to.minutes());
        match to.cmp(&from) {
            core::cmp::Ordering::Greater => to - from,
            core::cmp::Ordering::Equal => 0,
            core::cmp::Ordering::Less => DAY - from + to,
        }
    }

    fn pattern(self) -> Pattern {
        let (from, to) = ends(self.from.minutes(), self.length());
        Pattern {
            from,
            to,
            breaks: Vec::new(),
        }
    }
}

impl WeeklyWindow {
    pub(super) fn daily(self) -> DailyWindow {
        DailyWindow {
            from: self.from,
            to: self.to,
        }
    }

    /// Minutes since Monday `00:00`.
    pub(super) fn week_minute(self) -> u16 {
        u16::from(self.day.from_monday()) * DAY + self.from.minutes()
    }

    /// How far into this window the other starts, if it lies wholly inside; the week is a circle.
    pub(super) fn holds(self, other: Self) -> Option<u16> {
        let into = (other.week_minute() + WEEK - self.week_minute()) % WEEK;
        (into + other.daily().length() <= self.daily().length()).then_some(into)
    }
}

fn ends(from: u16, length: u16) -> (Mark, Mark) {
    (Mark::at(from, false), Mark::at(from + length, true))
}

/// The windows that start on each day of the week, with the breaks that lie in them.
pub(super) fn week(weekly: &[WeeklyWindow], breaks: &[WeeklyWindow]) -> [Vec<Pattern>; 7] {
    super::Weekday::ALL.map(|day| {
        let todays = weekly.iter().filter(|w| w.day == day);
        todays
            .map(|window| {
                let start = window.from.minutes();
                let inside = breaks
                    .iter()
                    .filter_map(|b| window.holds(*b).map(|into| (into, b.daily().length())));
                let breaks = inside.map(|(into, length)| ends(start + into, length)).collect();
                Pattern {
                    breaks,
                    ..window.daily().pattern()
                }
            })
            .collect()
    })
}
