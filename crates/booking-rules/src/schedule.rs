//! When one staff member works in one shop: weekly windows, breaks, and dates that differ.
//!
//! Everything here is a wall time of the shop's zone and becomes instants date by date.
//!
//! - A window whose `to` is not after its `from` ends on the next day; it belongs to the day it starts on.
//! - A break belongs to the window it lies in, so the break of a night shift stays with the shift.
//! - A date override replaces the windows that start on that date, breaks included; `[]` closes it. The tail of a
//!   shift begun the evening before belongs to the day before and stays.

mod closure;
mod days;
mod validation;
mod weekday;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use closure::Closure;
pub use days::WorkingWindow;
pub use validation::ScheduleFault;
pub use weekday::Weekday;

use crate::time::WallTime;
pub(crate) use days::{Mark, Pattern};

/// A stretch of wall time on a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyWindow {
    pub day: Weekday,
    pub from: WallTime,
    pub to: WallTime,
}

/// A stretch of wall time on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyWindow {
    pub from: WallTime,
    pub to: WallTime,
}

/// What is worked on one date in place of the week's plan; no intervals closes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateOverride {
    pub date: NaiveDate,
    #[serde(default)]
    pub intervals: Vec<DailyWindow>,
}

/// The working hours of one staff member in one shop; the default never works.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Plan", into = "Plan")]
pub struct Schedule {
    weekly: Vec<WeeklyWindow>,
    breaks: Vec<WeeklyWindow>,
    dates: Vec<DateOverride>,
    /// The windows that start on each day of the week, Monday first, with their breaks.
    week: [Vec<Pattern>; 7],
}

impl Schedule {
    /// Most windows, or breaks, that start on one day.
    pub const MAX_WINDOWS_A_DAY: usize = 8;
    /// Most date overrides: a year ahead and a month behind.
    pub const MAX_DATES: usize = 400;

    /// # Errors
    /// Every fault found, each with the path of the value: `empty_interval`, `invalid_wall_time`,
    /// `overlapping_windows`, `break_outside_windows`, `duplicate_date`, `too_many_windows`.
    pub fn new(
        mut weekly: Vec<WeeklyWindow>,
        mut breaks: Vec<WeeklyWindow>,
        mut dates: Vec<DateOverride>,
    ) -> Result<Self, Vec<ScheduleFault>> {
        validation::faults(&weekly, &breaks, &dates)?;
        weekly.sort_by_key(|w| (w.day, w.from));
        breaks.sort_by_key(|w| (w.day, w.from));
        dates.sort_by_key(|d| d.date);
        for date in &mut dates {
            date.intervals.sort_by_key(|i| i.from);
        }
        let week = days::week(&weekly, &breaks);
        Ok(Self {
            weekly,
            breaks,
            dates,
            week,
        })
    }

    /// The windows of the week, in its order.
    #[must_use]
    pub fn weekly(&self) -> &[WeeklyWindow] {
        &self.weekly
    }

    /// The breaks of the week, in its order.
    #[must_use]
    pub fn breaks(&self) -> &[WeeklyWindow] {
        &self.breaks
    }

    /// The dates that differ, in order.
    #[must_use]
    pub fn dates(&self) -> &[DateOverride] {
        &self.dates
    }
}

/// A schedule as it travels, before it is known to be sound.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Schedule", deny_unknown_fields)]
struct Plan {
    #[serde(default)]
    weekly: Vec<WeeklyWindow>,
    #[serde(default)]
    breaks: Vec<WeeklyWindow>,
    #[serde(default)]
    dates: Vec<DateOverride>,
}

impl TryFrom<Plan> for Schedule {
    type Error = ScheduleFault;
    fn try_from(plan: Plan) -> Result<Self, ScheduleFault> {
        Self::new(plan.weekly, plan.breaks, plan.dates).map_err(ScheduleFault::first_of)
    }
}

impl From<Schedule> for Plan {
    fn from(schedule: Schedule) -> Self {
        Self {
            weekly: schedule.weekly,
            breaks: schedule.breaks,
            dates: schedule.dates,
        }
    }
}

#[cfg(test)]
mod tests;
