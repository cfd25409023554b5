//! Where the starts of the shop's grid lie, before anything is taken away.

use super::minute_set::{insert, insert_range, words};
use crate::policy::StartGrid;
use crate::schedule::Schedule;
use crate::time::{LocalDays, Reading};

/// A schedule's working windows and breaks in whole minutes.
#[derive(Debug, Default)]
pub(super) struct Hours {
    pub windows: Vec<(i64, i64)>,
    pub breaks: Vec<(i64, i64)>,
}

impl Hours {
    /// The windows that start on any of the days but the last, which only ends night shifts.
    pub(super) fn of(schedule: &Schedule, days: &LocalDays) -> Self {
        let mut hours = Self::default();
        let all = days.iter().len();
        for (date, _) in days.iter().take(all.saturating_sub(1)) {
            schedule.starting_on(date, |pattern| {
                let minute = |mark: crate::schedule::Mark, reading| days.resolve(mark.on(date), mark.time, reading);
                let stretch = |from, to| (minute(from, Reading::Opening), minute(to, Reading::Closing));
                let window = stretch(pattern.from, pattern.to);
                if window.0 < window.1 {
                    hours.windows.push(window);
                    hours.breaks.extend(
                        pattern
                            .breaks
                            .iter()
                            .map(|(f, t)| stretch(*f, *t))
                            .filter(|b| b.0 < b.1),
                    );
                }
            });
        }
        hours
    }
}

/// The rule of the grid for one search.
pub(super) struct Grid<'a> {
    pub rule: StartGrid,
    pub step: i64,
    /// The first minute of the search; sets count from here.
    pub from: i64,
    /// Under [`StartGrid::Clock`], the minutes whose wall time is a multiple of the step.
    pub clock: &'a [u64],
}

impl Grid<'_> {
    /// Adds every start of the grid from which `duration` fits into a window. `busy` are the neighbours' stretches
    /// with their gaps; only the grids that follow bookings look at them.
    pub(super) fn fill(&self, set: &mut [u64], hours: &Hours, duration: i64, busy: &[(i64, i64)]) {
        let fitting = hours
            .windows
            .iter()
            .map(|(start, end)| (*start, *end - duration))
            .filter(|(s, l)| s <= l);
        match self.rule {
            StartGrid::Opening => fitting.for_each(|(start, last)| self.steps(set, start, last)),
            StartGrid::Clock => {
                fitting.for_each(|(start, last)| insert_range(set, start - self.from, last + 1 - self.from));
                set.iter_mut().zip(self.clock).for_each(|(word, clock)| *word &= clock);
            }
            StartGrid::AfterBooking => {
                let mut ends: Vec<i64> = busy.iter().map(|b| b.1).collect();
                ends.sort_unstable();
                fitting.for_each(|(start, last)| self.restarted(set, start, last, &ends));
            }
            StartGrid::FewestGaps => {
                let mut flush: Vec<i64> = busy.iter().flat_map(|b| [b.0 - duration, b.1]).collect();
                flush.sort_unstable();
                fitting.for_each(|(start, last)| {
                    self.steps(set, start, last);
                    let inside = flush
                        .iter()
                        .skip(flush.partition_point(|m| *m < start))
                        .take_while(|m| **m <= last);
                    inside.for_each(|minute| insert(set, minute - self.from));
                });
            }
        }
    }

    /// `start`, and every step after it up to `last`.
    fn steps(&self, set: &mut [u64], start: i64, last: i64) {
        let end = self
            .from
            .saturating_add(i64::try_from(set.len() * 64).unwrap_or(i64::MAX));
        let skipped = (self.from - start).max(0);
        let mut minute = start + (skipped + self.step - 1) / self.step * self.step;
        while minute <= last && minute < end {
            insert(set, minute - self.from);
            minute += self.step;
        }
    }

    /// Steps from the opening, and anew from every end of a booking inside.
    fn restarted(&self, set: &mut [u64], start: i64, last: i64, ends: &[i64]) {
        let mut anchor = start;
        for end in ends
            .iter()
            .skip(ends.partition_point(|e| *e <= start))
            .take_while(|e| **e <= last)
        {
            if *end > anchor {
                self.steps(set, anchor, *end - 1);
                anchor = *end;
            }
        }
        self.steps(set, anchor, last);
    }
}

/// The minutes of `from..to` whose wall time is a multiple of the step: a repeated hour has both its readings, a
/// skipped one none.
pub(super) fn clock_minutes(days: &LocalDays, from: i64, to: i64, step: i64) -> Vec<u64> {
    let mut set = vec![0; words(to - from)];
    for (start, end, clock) in days.clock_runs() {
        let mut minute = start + (step - clock % step) % step;
        while minute < end {
            insert(&mut set, minute - from);
            minute += step;
        }
    }
    set
}
