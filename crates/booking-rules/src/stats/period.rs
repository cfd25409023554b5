//! Periods of the shop's days, and the periods they are compared with.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::ledger::LedgerMonth;
use crate::values::Invalid;

/// By what a report is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Day,
    /// From Monday to Sunday (ISO 8601).
    Week,
    Month,
    Quarter,
    Year,
}

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// # Errors
    /// `reversed_interval` when the last day comes before the first.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, Invalid> {
        if last < first {
            return Err(Invalid::new("reversed_interval"));
        }
        Ok(Self { first, last })
    }

    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.last
    }

    /// How many days there are.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The units that the period touches, in order; the first and the last are cut to its ends.
    #[must_use]
    pub fn cut(self, unit: Unit) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            let last = unit.around(first).last.min(self.last);
            parts.push(Self { first, last });
            let Some(next) = last.succ_opt() else { break };
            first = next;
        }
        parts
    }

    /// What a part that [`Period::cut`] gave is compared with: the same days of the unit before; all of it, if the part is whole.
    #[must_use]
    pub fn before_by(self, unit: Unit) -> Self {
        let whole = unit.around(self.first);
        let before = unit.around(whole.first.pred_opt().unwrap_or(whole.first));
        if self == whole {
            return before;
        }
        let skipped = |day: NaiveDate| u64::try_from((day - whole.first).num_days()).unwrap_or_default();
        let place = |day| {
            let moved = before.first.checked_add_days(Days::new(skipped(day)));
            moved.unwrap_or(before.last).min(before.last)
        };
        Self {
            first: place(self.first),
            last: if self.last == whole.last {
                before.last
            } else {
                place(self.last)
            },
        }
    }

    /// The period of the same length that ends the day before; of whole months, as many months.
    #[must_use]
    pub fn before(self) -> Self {
        let end = self.first.pred_opt().unwrap_or(self.first);
        let whole_months = self.first.day() == 1 && self.last == Unit::Month.around(self.last).last;
        let start = if whole_months {
            let months = (self.last.year() - self.first.year()) * 12 + i32::try_from(self.last.month()).unwrap_or(1)
                - i32::try_from(self.first.month()).unwrap_or(1)
                + 1;
            self.first
                .checked_sub_months(Months::new(u32::try_from(months).unwrap_or(1)))
        } else {
            self.first
                .checked_sub_days(Days::new(u64::try_from(self.days()).unwrap_or(1)))
        };
        Self {
            first: start.unwrap_or(end).min(end),
            last: end,
        }
    }

    /// The months that it touches.
    pub fn months(self) -> impl Iterator<Item = LedgerMonth> {
        let last = LedgerMonth::of(self.last);
        core::iter::successors(Some(LedgerMonth::of(self.first)), |month| Some(month.next()))
            .take_while(move |month| *month <= last)
    }
}

impl Unit {
    /// The whole unit that a day lies in.
    #[must_use]
    pub fn around(self, day: NaiveDate) -> Period {
        let months = |first: NaiveDate, count: u32| {
            let next = first.checked_add_months(Months::new(count));
            let last = next.and_then(|next| next.pred_opt()).unwrap_or(first);
            Period { first, last }
        };
        let on_first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        match self {
            Self::Day => Period { first: day, last: day },
            Self::Week => {
                let past = u64::from(day.weekday().num_days_from_monday());
                let first = day.checked_sub_days(Days::new(past)).unwrap_or(day);
                let last = first.checked_add_days(Days::new(6)).unwrap_or(first);
                Period { first, last }
            }
            Self::Month => months(on_first(day), 1),
            Self::Quarter => {
                let past = (day.month() - 1) % 3;
                let first = on_first(day).checked_sub_months(Months::new(past)).unwrap_or(day);
                months(first, 3)
            }
            Self::Year => {
                let first = NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day);
                months(first, 12)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(first: &str, last: &str) -> Period {
        Period::new(day(first), day(last)).unwrap()
    }

    #[test]
    fn units_are_those_of_the_calendar() {
        assert_eq!(Unit::Week.around(day("2027-01-01")), period("2026-12-28", "2027-01-03"));
        assert_eq!(
            Unit::Month.around(day("2028-02-29")),
            period("2028-02-01", "2028-02-29")
        );
        assert_eq!(
            Unit::Quarter.around(day("2027-05-31")),
            period("2027-04-01", "2027-06-30")
        );
        assert_eq!(Unit::Year.around(day("2027-12-31")), period("2027-01-01", "2027-12-31"));
        assert!(Period::new(day("2027-03-02"), day("2027-03-01")).is_err());
    }

    #[test]
    fn a_period_is_cut_at_the_ends_of_units_and_compared_with_what_came_before() {
        let cut = period("2027-02-15", "2027-04-10").cut(Unit::Month);
        assert_eq!(
            cut,
            [
                period("2027-02-15", "2027-02-28"),
                period("2027-03-01", "2027-03-31"),
                period("2027-04-01", "2027-04-10")
            ]
        );
        let before: Vec<_> = cut.iter().map(|part| part.before_by(Unit::Month)).collect();
        assert_eq!(
            before,
            [
                period("2027-01-15", "2027-01-31"),
                period("2027-02-01", "2027-02-28"),
                period("2027-03-01", "2027-03-10")
            ]
        );
        assert_eq!(
            period("2027-03-28", "2027-03-28").before_by(Unit::Day),
            period("2027-03-27", "2027-03-27")
        );
    }

    #[test]
    fn whole_months_are_compared_with_as_many_months() {
        assert_eq!(
            period("2027-03-01", "2027-03-31").before(),
            period("2027-02-01", "2027-02-28")
        );
        assert_eq!(
            period("2027-01-01", "2027-12-31").before(),
            period("2026-01-01", "2026-12-31")
        );
        assert_eq!(
            period("2027-03-08", "2027-03-14").before(),
            period("2027-03-01", "2027-03-07")
        );
    }

    proptest! {
        #[test]
        fn the_parts_of_a_period_are_all_of_it(from in 0i64..4_000, days in 0i64..800, unit in 0usize..5) {
            let unit = [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year][unit];
            let first = day("2024-01-01") + chrono::TimeDelta::days(from);
            let all = Period::new(first, first + chrono::TimeDelta::days(days)).unwrap();
            let parts = all.cut(unit);
            prop_assert_eq!(parts.iter().map(|p| p.days()).sum::<i64>(), all.days());
            for part in parts {
                prop_assert!(unit.around(part.first()).first() <= part.first());
                let before = part.before_by(unit);
                prop_assert!(before.last() < part.first() && before.first() <= before.last());
            }
            prop_assert_eq!(all.before().last(), all.first().pred_opt().unwrap());
        }
    }
}
