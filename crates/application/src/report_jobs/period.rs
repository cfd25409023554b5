//! Days, months and quarters of a shop's own calendar.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

/// How long a report's period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportKind {
    Daily,
    Monthly,
    Quarterly,
}

impl ReportKind {
    pub const ALL: [Self; 3] = [Self::Daily, Self::Monthly, Self::Quarterly];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Reports that were due longer ago are not made up for.
    pub(super) fn made_up_for(self) -> TimeDelta {
        match self {
            Self::Daily => TimeDelta::days(7),
            // Three months whatever their lengths, and never four.
            Self::Monthly | Self::Quarterly => TimeDelta::days(92),
        }
    }
}

/// Whole days, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    kind: ReportKind,
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// The period whose report is due on the morning of this date.
    #[must_use]
    pub fn due_on(kind: ReportKind, morning: NaiveDate) -> Option<Self> {
        let begins = match kind {
            ReportKind::Daily => true,
            ReportKind::Monthly => morning.day() == 1,
            ReportKind::Quarterly => morning.day() == 1 && morning.month0().is_multiple_of(3),
        };
        if !begins {
            return None;
        }
        Some(Self {
            kind,
            first: back(kind, morning)?,
            last: morning.checked_sub_days(Days::new(1))?,
        })
    }

    /// Reads what [`Period::name`] wrote of one of this kind.
    #[must_use]
    pub fn parse(kind: ReportKind, name: &str) -> Option<Self> {
        let first: NaiveDate = match kind {
            ReportKind::Daily => name.parse().ok()?,
            ReportKind::Monthly => format!("{name}-01").parse().ok()?,
            ReportKind::Quarterly => {
                let (year, quarter) = name.split_once("-Q")?;
                let quarter = quarter.parse().ok().filter(|quarter: &u32| (1..=4).contains(quarter))?;
                NaiveDate::from_ymd_opt(year.parse().ok()?, 3 * quarter - 2, 1)?
            }
        };
        let morning = match kind {
            ReportKind::Daily => first.checked_add_days(Days::new(1))?,
            ReportKind::Monthly => first.checked_add_months(Months::new(1))?,
            ReportKind::Quarterly => first.checked_add_months(Months::new(3))?,
        };
        // One spelling alone names a period.
        Self::due_on(kind, morning).filter(|period| period.name() == name)
    }

    /// The one that ends where this one begins.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        Self::due_on(self.kind, self.first)
    }

    #[must_use]
    pub fn kind(self) -> ReportKind {
        self.kind
    }

    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.last
    }

    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// `2027-03-07`, `2027-03` or `2027-Q1`.
    #[must_use]
    pub fn name(self) -> String {
        match self.kind {
            ReportKind::Daily => self.first.to_string(),
            ReportKind::Monthly => self.first.format("%Y-%m").to_string(),
            ReportKind::Quarterly => format!("{}-Q{}", self.first.year(), self.first.month0() / 3 + 1),
        }
    }
}

fn back(kind: ReportKind, date: NaiveDate) -> Option<NaiveDate> {
    match kind {
        ReportKind::Daily => date.checked_sub_days(Days::new(1)),
        ReportKind::Monthly => date.checked_sub_months(Months::new(1)),
        ReportKind::Quarterly => date.checked_sub_months(Months::new(3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(kind: ReportKind, date: &str) -> Option<(String, String, String, String)> {
        let period = Period::due_on(kind, date.parse().unwrap())?;
        let before = period.before().unwrap();
        assert_eq!(before.last() + Days::new(1), period.first());
        Some((
            period.name(),
            period.first().to_string(),
            period.last().to_string(),
            before.name(),
        ))
    }

    fn is(kind: ReportKind, date: &str, [name, first, last, before]: [&str; 4]) {
        let found = due(kind, date).unwrap();
        let found = [found.0, found.1, found.2, found.3];
        assert_eq!(found, [name, first, last, before]);
    }

    #[test]
    fn periods_end_the_day_before_their_report() {
        use ReportKind::*;
        is(
            Daily,
            "2028-03-01",
            ["2028-02-29", "2028-02-29", "2028-02-29", "2028-02-28"],
        );
        is(
            Daily,
            "2027-01-01",
            ["2026-12-31", "2026-12-31", "2026-12-31", "2026-12-30"],
        );
        is(
            Monthly,
            "2028-03-01",
            ["2028-02", "2028-02-01", "2028-02-29", "2028-01"],
        );
        is(
            Monthly,
            "2027-01-01",
            ["2026-12", "2026-12-01", "2026-12-31", "2026-11"],
        );
        is(
            Quarterly,
            "2027-01-01",
            ["2026-Q4", "2026-10-01", "2026-12-31", "2026-Q3"],
        );
        is(
            Quarterly,
            "2027-07-01",
            ["2027-Q2", "2027-04-01", "2027-06-30", "2027-Q1"],
        );
        for date in ["2027-03-02", "2027-03-31"] {
            assert_eq!(due(Monthly, date), None);
            assert_eq!(due(Quarterly, date), None);
        }
        assert_eq!(due(Quarterly, "2027-02-01"), None);
    }
}
