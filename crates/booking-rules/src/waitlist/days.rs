//! The days somebody would come, and the part of a day.

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::time::{WallTime, Zone};
use crate::values::Invalid;

/// Local days of the shop, both included; a month of them at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Given")]
pub struct DayRange {
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Deserialize)]
struct Given {
    from: NaiveDate,
    to: NaiveDate,
}

impl TryFrom<Given> for DayRange {
    type Error = Invalid;
    fn try_from(given: Given) -> Result<Self, Invalid> {
        Self::new(given.from, given.to)
    }
}

impl DayRange {
    /// Most days of one range.
    pub const MAX_DAYS: i64 = 31;

    /// # Errors
    /// `ends_before_start`, `too_many_days`.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, Invalid> {
        let days = (to - from).num_days() + 1;
        if days < 1 {
            Err(Invalid::new("ends_before_start"))
        } else if days > Self::MAX_DAYS {
            Err(Invalid::new("too_many_days"))
        } else {
            Ok(Self { from, to })
        }
    }

    #[must_use]
    pub fn from(self) -> NaiveDate {
        self.from
    }

    #[must_use]
    pub fn to(self) -> NaiveDate {
        self.to
    }

    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn meets(self, first: NaiveDate, last: NaiveDate) -> bool {
        self.from <= last && first <= self.to
    }
}

/// The part of a day in which a visit may start, by the shop's clock; the end itself is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "GivenWindow")]
pub struct DayWindow {
    from: WallTime,
    to: WallTime,
}

#[derive(Deserialize)]
struct GivenWindow {
    from: WallTime,
    to: WallTime,
}

impl TryFrom<GivenWindow> for DayWindow {
    type Error = Invalid;
    fn try_from(given: GivenWindow) -> Result<Self, Invalid> {
        Self::new(given.from, given.to)
    }
}

impl DayWindow {
    /// # Errors
    /// `ends_before_start` unless it ends after it begins.
    pub fn new(from: WallTime, to: WallTime) -> Result<Self, Invalid> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(Invalid::new("ends_before_start"))
        }
    }

    #[must_use]
    pub fn from(self) -> WallTime {
        self.from
    }

    #[must_use]
    pub fn to(self) -> WallTime {
        self.to
    }

    pub(super) fn contains(self, local: NaiveDateTime) -> bool {
        let minute = local.hour() * 60 + local.minute();
        (u32::from(self.from.minutes())..u32::from(self.to.minutes())).contains(&minute)
    }
}

/// Whether the last day is over in the zone.
pub(super) fn is_over(days: DayRange, zone: Zone, now: chrono::DateTime<chrono::Utc>) -> bool {
    zone.local_date(now) > days.to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_has_a_day_and_no_more_than_a_month_of_them() {
        for (from, to, expected) in [
            ("2027-03-01", "2027-03-01", None),
            ("2027-03-01", "2027-03-31", None),
            ("2027-03-01", "2027-04-01", Some("too_many_days")),
            ("2027-03-02", "2027-03-01", Some("ends_before_start")),
        ] {
            let made = DayRange::new(day(from), day(to));
            assert_eq!(made.err().map(|invalid| invalid.code), expected, "{from} {to}");
        }
        let text = r#"{"from":"2027-03-02","to":"2027-03-01"}"#;
        assert!(serde_json::from_str::<DayRange>(text).is_err());
    }

    #[test]
    fn ranges_meet_in_their_edges() {
        let range = DayRange::new(day("2027-03-08"), day("2027-03-10")).unwrap();
        for (first, last, meets) in [
            ("2027-03-01", "2027-03-07", false),
            ("2027-03-01", "2027-03-08", true),
            ("2027-03-10", "2027-03-12", true),
            ("2027-03-11", "2027-03-12", false),
        ] {
            assert_eq!(range.meets(day(first), day(last)), meets, "{first} {last}");
        }
    }

    #[test]
    fn a_window_begins_with_its_first_minute_and_ends_before_its_last() {
        let at = |text: &str| WallTime::parse(text).unwrap();
        let window = DayWindow::new(at("09:00"), at("12:00")).unwrap();
        let local = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        for (text, inside) in [
            ("2027-03-08T08:59:00", false),
            ("2027-03-08T09:00:00", true),
            ("2027-03-08T11:59:00", true),
            ("2027-03-08T12:00:00", false),
        ] {
            assert_eq!(window.contains(local(text)), inside, "{text}");
        }
        assert!(DayWindow::new(at("12:00"), at("12:00")).is_err());
        let evening = DayWindow::new(at("18:00"), WallTime::END_OF_DAY).unwrap();
        assert!(evening.contains(local("2027-03-08T23:59:00")));
    }
}
