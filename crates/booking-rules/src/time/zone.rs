use core::fmt;
use core::str::FromStr;

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Span, WallTime};
use crate::values::Invalid;

/// The release of the tz database the program carries, such as `2026b`.
#[must_use]
pub fn tz_database_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

/// Which of the two instants a wall time means when the clock shows it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A beginning: the first.
    Opening,
    /// An end: the second, so the repeated hour is worked twice.
    Closing,
}

/// A time zone of the tz database.
///
/// Nothing here panics: dates outside the years 1 to 9999 are taken as the nearest inside, instants likewise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// # Errors
    /// `unknown_time_zone` unless the text is a name of the tz database, in its own spelling.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        name.parse().map(Self).map_err(|_| Invalid::new("unknown_time_zone"))
    }

    /// Every zone of the tz database, links included.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.iter().copied().map(Self)
    }

    /// The name in the tz database, such as `Europe/Warsaw`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// From the first instant of the date to the first instant of the next: 23, 24, 24.5 or 25 h.
    ///
    /// A date the zone skipped (Pacific/Apia, 2011-12-30) has no instants; its span is that of the next date.
    #[must_use]
    pub fn day_span(self, date: NaiveDate) -> Span {
        let date = within_calendar(date);
        let first_after = |days| self.first_instant(date.checked_add_days(Days::new(days)).unwrap_or(date));
        let start = first_after(0);
        let end = Some(first_after(1))
            .filter(|end| *end > start)
            .unwrap_or_else(|| first_after(2));
        Span::at_least_a_second(start, end)
    }

    /// The instant a wall time of a date means.
    ///
    /// A time the clock jumps over becomes the first instant after the jump; of a time shown twice an opening takes
    /// the first and a closing the second; `24:00` is the first instant of the next date.
    #[must_use]
    pub fn resolve(self, date: NaiveDate, time: WallTime, reading: Reading) -> DateTime<Utc> {
        let date = within_calendar(date);
        if time == WallTime::END_OF_DAY {
            return self.first_instant(date.checked_add_days(Days::new(1)).unwrap_or(date));
        }
        self.instant_of(time.on(date), reading)
    }

    /// What the wall calendar and clock show at an instant.
    #[must_use]
    pub fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let instant = within_instants(instant).naive_utc();
        instant + TimeDelta::seconds(i64::from(self.offset_at(&instant)))
    }

    /// The date on the wall calendar at an instant.
    #[must_use]
    pub fn local_date(self, instant: DateTime<Utc>) -> NaiveDate {
        self.local(instant).date()
    }

    /// Seconds east of UTC at an instant.
    #[must_use]
    pub fn offset_seconds(self, instant: DateTime<Utc>) -> i32 {
        self.offset_at(&within_instants(instant).naive_utc())
    }

    /// The wall time with its offset, such as `2027-03-28T03:00:00+02:00`: tells the two readings of a repeated hour apart.
    #[must_use]
    pub fn rfc3339_local(self, instant: DateTime<Utc>) -> String {
        within_instants(instant)
            .with_timezone(&self.0)
            .fixed_offset()
            .to_rfc3339_opts(SecondsFormat::AutoSi, false)
    }

    fn first_instant(self, date: NaiveDate) -> DateTime<Utc> {
        self.instant_of(date.and_time(NaiveTime::MIN), Reading::Opening)
    }

    fn instant_of(self, local: NaiveDateTime, reading: Reading) -> DateTime<Utc> {
        match (self.0.from_local_datetime(&local), reading) {
            (MappedLocalTime::Single(at), _)
            | (MappedLocalTime::Ambiguous(at, _), Reading::Opening)
            | (MappedLocalTime::Ambiguous(_, at), Reading::Closing) => at.to_utc(),
            (MappedLocalTime::None, _) => GapInfo::new(&local, &self.0)
                .and_then(|gap| gap.begin)
                .map_or_else(
                    || local,
                    |(jump, before)| jump - TimeDelta::seconds(i64::from(before.fix().local_minus_utc())),
                )
                .and_utc(),
        }
    }

    fn offset_at(self, utc: &NaiveDateTime) -> i32 {
        self.0.offset_from_utc_datetime(utc).fix().local_minus_utc()
    }
}

/// Far enough from the ends of chrono's calendar that no offset or step of a few days can leave it.
pub(super) fn within_calendar(date: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN);
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    date.clamp(first, last)
}

fn within_instants(instant: DateTime<Utc>) -> DateTime<Utc> {
    let date = instant.date_naive();
    let near = within_calendar(date);
    if near == date {
        instant
    } else {
        near.and_time(NaiveTime::MIN).and_utc()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = Invalid;
    fn from_str(name: &str) -> Result<Self, Invalid> {
        Self::parse(name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&name).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
