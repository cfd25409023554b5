use chrono::{DateTime, Days, NaiveDate, NaiveTime};

use super::zone::within_calendar;
use super::{Reading, WallTime, Zone};

const DAY_MINUTES: i64 = 24 * 60;
const DAY_SECONDS: i64 = DAY_MINUTES * 60;
/// Probes lie this long before each midnight, so a change of an hour around midnight is on the right side of one.
const PROBE_LEAD: i64 = 2 * 3_600;

/// A run of local days in whole minutes since 1970, with one look at the zone a date.
///
/// A date is steady when the offsets shortly before its own midnight and the next two are one: it has 24 h and its
/// wall times need no further look. Around a change the zone is asked for each wall time.
#[derive(Debug, Clone)]
pub(crate) struct LocalDays {
    zone: Zone,
    first: NaiveDate,
    days: Vec<LocalDay>,
}

/// One local day: its minutes since 1970, and whether the clock runs through it undisturbed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalDay {
    pub start: i64,
    pub end: i64,
    pub steady: bool,
}

impl LocalDays {
    /// At most this many days are held; a search is shorter.
    const MAX_DAYS: i64 = 128;

    pub(crate) fn new(zone: Zone, first: NaiveDate, last: NaiveDate) -> Self {
        let first = within_calendar(first);
        let count = (within_calendar(last) - first).num_days().clamp(0, Self::MAX_DAYS - 1) + 1;
        let midnight = first.and_time(NaiveTime::MIN).and_utc().timestamp();
        let mut offset = offset_at(zone, midnight);
        let mut probe = |index: i64| {
            offset = offset_at(zone, midnight + index * DAY_SECONDS - offset - PROBE_LEAD);
            offset
        };
        let (mut here, mut next) = (probe(0), probe(1));
        let mut days = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
        for (index, date) in (0..count).zip(first.iter_days()) {
            let after = probe(index + 2);
            days.push(if here == next && next == after && here % 60 == 0 {
                let start = (midnight + index * DAY_SECONDS - here) / 60;
                LocalDay {
                    start,
                    end: start + DAY_MINUTES,
                    steady: true,
                }
            } else {
                let span = zone.day_span(date);
                let minute = |t: DateTime<_>| t.timestamp().div_euclid(60);
                LocalDay {
                    start: minute(span.start()),
                    end: minute(span.end()),
                    steady: false,
                }
            });
            (here, next) = (next, after);
        }
        Self { zone, first, days }
    }

    /// The days with their dates, in order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, LocalDay)> + ExactSizeIterator {
        let date = |i: usize| self.first.checked_add_days(Days::new(i as u64)).unwrap_or(self.first);
        self.days.iter().enumerate().map(move |(i, day)| (date(i), *day))
    }

    /// The minute a wall time means; the same answer as [`Zone::resolve`].
    pub(crate) fn resolve(&self, date: NaiveDate, time: WallTime, reading: Reading) -> i64 {
        let index = usize::try_from((date - self.first).num_days()).ok();
        match index.and_then(|i| self.days.get(i)) {
            Some(day) if day.steady => day.start + i64::from(time.minutes()),
            _ => self.zone.resolve(date, time, reading).timestamp().div_euclid(60),
        }
    }

    /// The position of the day that holds a minute.
    pub(crate) fn position(&self, minute: i64) -> Option<usize> {
        let after = self.days.partition_point(|d| d.start <= minute);
        after
            .checked_sub(1)
            .filter(|i| self.days.get(*i).is_some_and(|d| minute < d.end))
    }

    /// The day at a position.
    pub(crate) fn get(&self, position: usize) -> Option<LocalDay> {
        self.days.get(position).copied()
    }

    /// The stretches `(from, to, minute of the day at from)` through which the wall clock runs undisturbed.
    pub(crate) fn clock_runs(&self) -> Vec<(i64, i64, i64)> {
        let mut runs = Vec::with_capacity(self.days.len());
        for day in &self.days {
            if day.steady {
                runs.push((day.start, day.end, 0));
                continue;
            }
            let mut from = day.start;
            while from < day.end {
                let to = (from + 60).min(day.end);
                let whole = self.clock_at(to - 1) - self.clock_at(from) == to - 1 - from;
                // An hour the clock changes in is walked minute by minute.
                let minutes = if whole { from..from + 1 } else { from..to };
                runs.extend(minutes.map(|m| (m, if whole { to } else { m + 1 }, self.clock_at(m))));
                from = to;
            }
        }
        runs
    }

    fn clock_at(&self, minute: i64) -> i64 {
        (minute * 60 + offset_at(self.zone, minute * 60)).rem_euclid(DAY_SECONDS) / 60
    }
}

fn offset_at(zone: Zone, seconds: i64) -> i64 {
    DateTime::from_timestamp(seconds, 0).map_or(0, |t| i64::from(zone.offset_seconds(t)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// The shortcut for steady days equals the slow way: every zone of the tz database, 2020 to 2040.
    #[test]
    fn the_days_of_the_shortcut_are_the_days_of_the_zone() {
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let probes = [0, 1, 30, 60, 150, 720, 1380, 1410, 1439, 1440, 120].map(|m| WallTime::new(m).unwrap());
        let mut probes = probes.iter().cycle();
        let minute = |t: DateTime<chrono::Utc>| t.timestamp() / 60;
        for zone in Zone::all() {
            for chunk in 0..61 {
                let from = first + TimeDelta::days(chunk * 120);
                let days = LocalDays::new(zone, from, from + TimeDelta::days(119));
                assert_eq!(days.iter().len(), 120);
                let mut steady = 0;
                for (date, day) in days.iter() {
                    let span = zone.day_span(date);
                    assert_eq!(
                        (day.start, day.end),
                        (minute(span.start()), minute(span.end())),
                        "{zone} {date}"
                    );
                    steady += usize::from(day.steady);
                    for reading in [Reading::Opening, Reading::Closing] {
                        let time = *probes.next().unwrap();
                        let slow = minute(zone.resolve(date, time, reading));
                        assert_eq!(days.resolve(date, time, reading), slow, "{zone} {date} {time}");
                    }
                }
                assert!(
                    steady >= 108,
                    "{zone} {from}: only {steady} of 120 days take the shortcut"
                );
            }
        }
    }

    /// A start's local day is the day whose instants hold it: no zone shows an earlier date again.
    #[test]
    fn the_local_date_of_every_instant_of_a_day_is_that_day() {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for zone in Zone::all() {
            let days = LocalDays::new(zone, first, first + TimeDelta::days(120));
            for (date, day) in days.iter() {
                let edges = [0, 1, 59, 60, 61, 119, 120].map(|m| day.start + m);
                for minute in edges.into_iter().chain(edges.map(|m| day.end - 1 - (m - day.start))) {
                    let instant = DateTime::from_timestamp(minute * 60, 0).unwrap();
                    assert_eq!(zone.local_date(instant), date, "{zone} {instant}");
                }
            }
        }
    }

    #[test]
    fn the_clock_runs_show_what_the_clock_shows() {
        use chrono::Timelike;
        for name in [
            "Europe/Warsaw",
            "Australia/Lord_Howe",
            "America/Havana",
            "Africa/Cairo",
            "Asia/Beirut",
        ] {
            let zone = Zone::parse(name).unwrap();
            let first = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
            for chunk in 0..4 {
                let from = first + TimeDelta::days(chunk * 100);
                let days = LocalDays::new(zone, from, from + TimeDelta::days(99));
                let mut expected = days.get(0).unwrap().start;
                for (from, to, clock) in days.clock_runs() {
                    assert_eq!(from, expected);
                    expected = to;
                    for minute in [from, to - 1] {
                        let local = zone.local(DateTime::from_timestamp(minute * 60, 0).unwrap());
                        assert_eq!(
                            clock + minute - from,
                            i64::from(local.hour() * 60 + local.minute()),
                            "{name} {local}"
                        );
                    }
                }
                assert_eq!(expected, days.iter().next_back().unwrap().1.end);
            }
        }
    }
}
