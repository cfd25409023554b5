//! The rules once more, minute by minute and without any cleverness: slow, and written from the rules alone.
//!
//! Wall times are found by reading the clock of every minute, so not even the resolution of wall times is shared.

use std::collections::{BTreeMap, BTreeSet};

use booking_rules::day_book::{Entry, Occupant};
use booking_rules::policy::{BufferRule, Horizon, OPEN_DAYS_LOOK_AHEAD, StartGrid};
use booking_rules::schedule::Weekday;
use booking_rules::time::WallTime;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

use super::salon::{Person, Salon, service};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// A start in the reference's answer: who is free (by index), and who of them would leave no unusable gap.
#[derive(Debug, PartialEq, Eq)]
pub struct Free {
    pub staff: Vec<usize>,
    pub snug: Vec<usize>,
}

pub struct Reference<'s> {
    salon: &'s Salon,
    /// The clock of every minute that can matter.
    clock: Vec<(DateTime<Utc>, NaiveDateTime)>,
    /// Of each person, every window with its breaks.
    hours: Vec<Vec<Window>>,
}

struct Window {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    breaks: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl<'s> Reference<'s> {
    /// Reads the clock from two days before `from` to two days after `until`.
    pub fn new(salon: &'s Salon, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let mut clock = Vec::new();
        let mut minute = rounded_down(from) - TimeDelta::days(3);
        while minute < until + TimeDelta::days(3) {
            clock.push((minute, salon.zone.local(minute)));
            minute += MINUTE;
        }
        let mut reference = Self {
            salon,
            clock,
            hours: vec![],
        };
        let first = salon.zone.local_date(from) - TimeDelta::days(1);
        let last = salon.zone.local_date(until);
        reference.hours = salon.staff.iter().map(|p| reference.windows(p, first, last)).collect();
        reference
    }

    fn around(&self, date: NaiveDate) -> &[(DateTime<Utc>, NaiveDateTime)] {
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc();
        let from = self.clock.partition_point(|(t, _)| *t < midnight - TimeDelta::days(1));
        let to = self.clock.partition_point(|(t, _)| *t < midnight + TimeDelta::days(3));
        &self.clock[from..to]
    }

    fn opening(&self, date: NaiveDate, time: WallTime) -> Option<DateTime<Utc>> {
        let wanted = date.and_time(chrono::NaiveTime::MIN) + MINUTE * i32::from(time.minutes());
        self.around(date)
            .iter()
            .find(|(_, local)| *local >= wanted)
            .map(|(t, _)| *t)
    }

    fn closing(&self, date: NaiveDate, time: WallTime) -> Option<DateTime<Utc>> {
        if time == WallTime::END_OF_DAY {
            return self.opening(date + TimeDelta::days(1), WallTime::MIDNIGHT);
        }
        let wanted = date.and_time(chrono::NaiveTime::MIN) + MINUTE * i32::from(time.minutes());
        // A clock that shows the minute twice closes at the second; one that never shows it, as soon as it is past.
        let clock = self.around(date);
        let shown = clock.iter().rfind(|(_, local)| *local == wanted);
        let past = || clock.iter().find(|(_, local)| *local > wanted);
        shown.or_else(past).map(|(t, _)| *t)
    }

    fn stretch(&self, date: NaiveDate, from: WallTime, to: WallTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let end = match to {
            WallTime::MIDNIGHT => self.closing(date, WallTime::END_OF_DAY),
            _ if to <= from => self.closing(date + TimeDelta::days(1), to),
            _ => self.closing(date, to),
        };
        Some((self.opening(date, from)?, end?))
    }

    fn windows(&self, person: &Person, first: NaiveDate, last: NaiveDate) -> Vec<Window> {
        let schedule = &person.schedule;
        let mut found = Vec::new();
        for date in first.iter_days().take_while(|d| *d <= last) {
            if let Some(instead) = schedule.dates().iter().find(|d| d.date == date) {
                for interval in &instead.intervals {
                    found.extend(self.stretch(date, interval.from, interval.to).map(|s| (s, vec![])));
                }
                continue;
            }
            let day = Weekday::from(date.weekday());
            for window in schedule.weekly().iter().filter(|w| w.day == day) {
                let Some(stretch) = self.stretch(date, window.from, window.to) else {
                    continue;
                };
                let night = window.to <= window.from;
                let tomorrow = Weekday::from((date + TimeDelta::days(1)).weekday());
                let mut breaks = Vec::new();
                for b in schedule.breaks() {
                    // The same day after the opening, or the morning after a night.
                    let today = b.day == day && b.from >= window.from && (night || b.from < window.to);
                    let after = night && window.to > WallTime::MIDNIGHT && b.day == tomorrow && b.from < window.to;
                    let on = if today { date } else { date + TimeDelta::days(1) };
                    // A break inside the skipped hour has no instants.
                    let stretch = (today || after).then(|| self.stretch(on, b.from, b.to)).flatten();
                    breaks.extend(stretch.filter(|(start, end)| start < end));
                }
                found.push((stretch, breaks));
            }
        }
        found
            .into_iter()
            .map(|((start, end), breaks)| Window { start, end, breaks })
            .filter(|w| w.start < w.end)
            .collect()
    }

    fn counts(&self, entry: &Entry) -> bool {
        match entry.occupant {
            Occupant::TimeOff { .. } => true,
            Occupant::Booking {
                booking, held_until, ..
            } => self.salon.moving != Some(booking) && held_until.is_none_or(|until| self.salon.now < until),
        }
    }

    /// The stretch the entry keeps the new service out of.
    fn kept(&self, person: &Person, entry: &Entry) -> (DateTime<Utc>, DateTime<Utc>) {
        if entry.booking().is_none() {
            return (entry.span.start(), entry.span.end());
        }
        let gap = |a: u32, b: u32| {
            let minutes = match self.salon.policy.buffer_rule {
                BufferRule::Sum => a + b,
                BufferRule::Max => a.max(b),
            };
            TimeDelta::minutes(i64::from(minutes))
        };
        let (before, after) = (person.terms.buffer_before.get(), person.terms.buffer_after.get());
        let start = entry.span.start() - gap(after, entry.buffer_before.get());
        (start, entry.span.end() + gap(entry.buffer_after.get(), before))
    }

    fn has_room(&self, person: &Person, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        let mut joined: Vec<(&Entry, u16)> = Vec::new();
        for entry in person.entries.iter().filter(|e| self.counts(e)) {
            let (from, to) = self.kept(person, entry);
            if start >= to || end <= from {
                continue;
            }
            match entry.occupant {
                Occupant::Booking {
                    service: theirs,
                    persons,
                    ..
                } if theirs == service(1) && person.terms.capacity > 1 => {
                    if !joined.iter().any(|(e, _)| *e == entry) {
                        joined.push((entry, persons));
                    }
                }
                _ => return false,
            }
        }
        let there_at = |t: DateTime<Utc>| -> u16 {
            let inside = |e: &Entry| {
                let (from, to) = self.kept(person, e);
                from <= t && t < to
            };
            joined.iter().filter(|(e, _)| inside(e)).map(|(_, n)| n).sum()
        };
        let begins = joined
            .iter()
            .map(|(e, _)| self.kept(person, e).0)
            .filter(|t| start <= *t && *t < end);
        let peak = begins.chain([start]).map(there_at).max().unwrap_or(0);
        peak + self.salon.persons <= person.terms.capacity
    }

    fn on_grid(&self, person: &Person, window: &Window, start: DateTime<Utc>) -> bool {
        let step = i64::from(self.salon.policy.slot_step.get());
        let since = |t: DateTime<Utc>| (start - t).num_minutes();
        let neighbours = || {
            person
                .entries
                .iter()
                .filter(|e| self.counts(e))
                .map(|e| self.kept(person, e))
        };
        match self.salon.policy.start_grid {
            StartGrid::Opening => since(window.start) % step == 0,
            StartGrid::Clock => {
                let local = self.salon.zone.local(start);
                i64::from(local.hour() * 60 + local.minute()) % step == 0
            }
            StartGrid::AfterBooking => {
                let ends = neighbours()
                    .map(|(_, end)| rounded_up(end))
                    .filter(|e| window.start < *e && *e <= start);
                since(ends.max().unwrap_or(window.start)) % step == 0
            }
            StartGrid::FewestGaps => {
                let long = MINUTE * person.terms.duration.get().try_into().unwrap();
                let flush = |(from, to)| start == rounded_up(to) || start == rounded_down(from) - long;
                since(window.start) % step == 0 || neighbours().any(flush)
            }
        }
    }

    fn below_limit(&self, entries: &[Entry], limit: Option<u16>, start: DateTime<Utc>) -> bool {
        let day = self.salon.zone.local_date(start);
        let same_day = |e: &&Entry| self.counts(e) && self.salon.zone.local_date(e.span.start()) == day;
        let held: BTreeSet<_> = entries.iter().filter(same_day).filter_map(Entry::booking).collect();
        limit.is_none_or(|limit| held.len() < usize::from(limit))
    }

    /// Everything but the horizon and the customer.
    fn can_serve(&self, index: usize, start: DateTime<Utc>) -> bool {
        let (salon, person) = (self.salon, &self.salon.staff[index]);
        let end = start + MINUTE * person.terms.duration.get().try_into().unwrap();
        let apart = |(from, to): (DateTime<Utc>, DateTime<Utc>)| end <= from || to <= start;
        let windows = &self.hours[index];
        salon.persons <= person.terms.capacity
            && start > salon.now
            && start >= salon.now + salon.policy.min_notice.delta()
            && windows
                .iter()
                .any(|w| w.start <= start && end <= w.end && self.on_grid(person, w, start))
            && windows.iter().flat_map(|w| &w.breaks).all(|b| apart(*b))
            && salon.closures.iter().all(|c| apart((c.span.start(), c.span.end())))
            && self.has_room(person, start, end)
            && self.below_limit(&person.entries, salon.policy.staff_daily_limit, start)
    }

    fn customer_allows(&self, index: usize, start: DateTime<Utc>) -> bool {
        let end = start + MINUTE * self.salon.staff[index].terms.duration.get().try_into().unwrap();
        let apart = |e: &Entry| !self.counts(e) || end <= e.span.start() || e.span.end() <= start;
        self.salon.customer.iter().all(apart)
            && self.below_limit(&self.salon.customer, self.salon.policy.customer_daily_limit, start)
    }

    fn days_open(&self) -> BTreeSet<NaiveDate> {
        let today = self.salon.zone.local_date(self.salon.now);
        match self.salon.policy.horizon {
            Horizon::RollingDays { days } => today.iter_days().take(usize::from(days) + 1).collect(),
            Horizon::FixedRange { from, to } => from.iter_days().take_while(|d| *d <= to).collect(),
            Horizon::RollingOpenDays { days } => {
                let mut left = usize::from(days);
                let look_ahead = today.iter_days().take(usize::from(OPEN_DAYS_LOOK_AHEAD));
                let day_is_open = |date: NaiveDate| {
                    let minutes = self.around(date).iter().filter(|(_, local)| local.date() == date);
                    minutes
                        .clone()
                        .any(|(t, _)| (0..self.salon.staff.len()).any(|i| self.can_serve(i, *t)))
                };
                look_ahead
                    .take_while(|date| {
                        let within = left > 0;
                        left -= usize::from(within && day_is_open(*date));
                        within
                    })
                    .collect()
            }
        }
    }

    fn is_snug(&self, index: usize, start: DateTime<Utc>) -> bool {
        let person = &self.salon.staff[index];
        let long = MINUTE * person.terms.duration.get().try_into().unwrap();
        let end = start + long;
        let entries = person
            .entries
            .iter()
            .filter(|e| self.counts(e))
            .map(|e| self.kept(person, e));
        let closures = self.salon.closures.iter().map(|c| (c.span.start(), c.span.end()));
        let breaks = self.hours[index].iter().flat_map(|w| &w.breaks).copied();
        let walls: Vec<_> = entries
            .chain(closures)
            .chain(breaks)
            .map(|(f, t)| (rounded_down(f), rounded_up(t)))
            .collect();
        let windows = &self.hours[index];
        let left = walls
            .iter()
            .map(|w| w.1)
            .chain(windows.iter().map(|w| w.start))
            .filter(|t| *t <= start)
            .max();
        let right = walls
            .iter()
            .map(|w| w.0)
            .chain(windows.iter().map(|w| w.end))
            .filter(|t| *t >= end)
            .min();
        let usable = |gap: TimeDelta| gap == TimeDelta::zero() || gap >= long;
        left.is_none_or(|l| usable(start - l)) && right.is_none_or(|r| usable(r - end))
    }

    /// The free starts of the window.
    pub fn answer(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> BTreeMap<DateTime<Utc>, Free> {
        let open = self.days_open();
        let minutes = self
            .clock
            .iter()
            .filter(|(t, local)| from <= *t && *t < until && open.contains(&local.date()));
        let mut answer = BTreeMap::new();
        for (start, _) in minutes {
            let serves = |i: &usize| self.can_serve(*i, *start) && self.customer_allows(*i, *start);
            let staff: Vec<usize> = (0..self.salon.staff.len()).filter(serves).collect();
            let snug = staff.iter().copied().filter(|i| self.is_snug(*i, *start)).collect();
            if !staff.is_empty() {
                answer.insert(*start, Free { staff, snug });
            }
        }
        answer
    }
}

fn rounded_down(t: DateTime<Utc>) -> DateTime<Utc> {
    t.with_nanosecond(0).unwrap().with_second(0).unwrap()
}

fn rounded_up(t: DateTime<Utc>) -> DateTime<Utc> {
    let down = rounded_down(t);
    if down == t { t } else { down + MINUTE }
}
