//! A salon in a few lines, for tests that ask about its starts.

use booking_rules::Refusal;
use booking_rules::availability::{Candidate, Offers, Question, Terms, check, search};
use booking_rules::day_book::{Entry, Occupant};
use booking_rules::ids::{BookingId, BusinessId, ClosureId, ServiceId, ShopId, StaffId, TimeOffId};
use booking_rules::policy::{BookingPolicy, Horizon};
use booking_rules::schedule::{Closure, DailyWindow, DateOverride, Schedule, Weekday, WeeklyWindow};
use booking_rules::time::{Span, WallTime, Zone};
use booking_rules::values::Minutes;
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub fn business() -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(1 << 100))
}

pub fn service(number: u128) -> ServiceId {
    ServiceId::new(business(), Uuid::from_u128(number))
}

pub fn staff(number: u128) -> StaffId {
    StaffId::new(business(), Uuid::from_u128(number))
}

pub fn booking_id(number: u128) -> BookingId {
    BookingId::new(business(), Uuid::from_u128(number))
}

pub fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn span(start: &str, end: &str) -> Span {
    Span::new(utc(start), utc(end)).unwrap()
}

pub fn wall(text: &str) -> WallTime {
    WallTime::parse(text).unwrap()
}

/// A booking of another service, without buffers.
pub fn booked(number: u128, start: &str, end: &str) -> Entry {
    seated(number, 99, 1, start, end)
}

/// A booking of a service for some persons, without buffers.
pub fn seated(number: u128, of: u128, persons: u16, start: &str, end: &str) -> Entry {
    let shop = ShopId::new(business(), Uuid::from_u128(1));
    let occupant = Occupant::Booking {
        booking: booking_id(number),
        shop,
        service: service(of),
        persons,
        held_until: None,
    };
    Entry {
        occupant,
        span: span(start, end),
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::ZERO,
    }
}

pub fn time_off(start: &str, end: &str) -> Entry {
    let occupant = Occupant::TimeOff {
        time_off: TimeOffId::new(business(), Uuid::from_u128(7)),
    };
    Entry {
        occupant,
        span: span(start, end),
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::ZERO,
    }
}

pub fn held(number: u128, start: &str, end: &str, until: &str) -> Entry {
    let mut entry = booked(number, start, end);
    if let Occupant::Booking { held_until, .. } = &mut entry.occupant {
        *held_until = Some(utc(until));
    }
    entry
}

pub fn every_day(windows: &[(&str, &str)]) -> Vec<WeeklyWindow> {
    let of = |day| {
        windows.iter().map(move |(from, to)| WeeklyWindow {
            day,
            from: wall(from),
            to: wall(to),
        })
    };
    Weekday::ALL.into_iter().flat_map(of).collect()
}

pub fn on_date(date: &str, windows: &[(&str, &str)]) -> DateOverride {
    let intervals = windows
        .iter()
        .map(|(f, t)| DailyWindow {
            from: wall(f),
            to: wall(t),
        })
        .collect();
    DateOverride {
        date: date.parse().unwrap(),
        intervals,
    }
}

/// One staff member of the salon.
#[derive(Debug, Clone)]
pub struct Person {
    pub schedule: Schedule,
    pub terms: Terms,
    pub entries: Vec<Entry>,
}

/// Everything a question is made of, owned.
#[derive(Debug, Clone)]
pub struct Salon {
    pub zone: Zone,
    pub policy: BookingPolicy,
    pub closures: Vec<Closure>,
    pub staff: Vec<Person>,
    pub persons: u16,
    pub now: DateTime<Utc>,
    pub moving: Option<BookingId>,
    pub customer: Vec<Entry>,
}

impl Salon {
    /// One person who works these windows every day and takes an hour; steps of an hour, no notice, asked long before.
    pub fn new(zone: &str, windows: &[(&str, &str)]) -> Self {
        let policy = BookingPolicy {
            slot_step: Minutes::new(60),
            min_notice: Minutes::ZERO,
            horizon: Horizon::RollingDays { days: 700 },
            ..BookingPolicy::default()
        };
        let schedule = Schedule::new(every_day(windows), vec![], vec![]).unwrap();
        let terms = Terms {
            duration: Minutes::new(60),
            buffer_before: Minutes::ZERO,
            buffer_after: Minutes::ZERO,
            capacity: 1,
        };
        Self {
            zone: Zone::parse(zone).unwrap(),
            policy,
            closures: vec![],
            staff: vec![Person {
                schedule,
                terms,
                entries: vec![],
            }],
            persons: 1,
            now: utc("2027-01-01T00:00:00Z"),
            moving: None,
            customer: vec![],
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn busy(mut self, entries: &[Entry]) -> Self {
        self.staff[0].entries = entries.to_vec();
        self
    }

    pub fn closed(mut self, start: &str, end: &str) -> Self {
        let id = ClosureId::new(business(), Uuid::from_u128(5));
        self.closures.push(Closure {
            id,
            span: span(start, end),
            reason: None,
        });
        self
    }

    pub fn ask<T>(&self, answer: impl FnOnce(&Question<'_>) -> T) -> T {
        let candidates: Vec<Candidate<'_>> = (0u128..)
            .zip(&self.staff)
            .map(|(n, p)| Candidate {
                staff: staff(n),
                schedule: &p.schedule,
                terms: p.terms,
                entries: &p.entries,
            })
            .collect();
        answer(&Question {
            zone: self.zone,
            policy: &self.policy,
            closures: &self.closures,
            service: service(1),
            candidates: &candidates,
            persons: self.persons,
            now: self.now,
            moving: self.moving,
            customer_entries: &self.customer,
        })
    }

    pub fn search(&self, window: Span) -> Offers {
        self.ask(|q| search(q, window))
    }

    pub fn check(&self, start: &str) -> Result<Vec<StaffId>, Refusal> {
        self.ask(|q| check(q, utc(start), None))
    }

    pub fn code(&self, start: &str) -> &'static str {
        self.check(start).map_or_else(|refusal| refusal.code(), |_| "free")
    }

    /// The labels of the local day's starts, `HH:MM` and the offset, in the order they are shown.
    pub fn labels(&self, date: &str) -> Vec<String> {
        let offers = self.search(self.zone.day_span(date.parse().unwrap()));
        let short = |label: String| format!("{}{}", &label[11..16], label[19..].trim_end_matches(":00"));
        offers
            .slots()
            .map(|s| short(self.zone.rfc3339_local(s.start())))
            .collect()
    }

    /// The wall times of the local day's starts, `HH:MM`.
    pub fn starts(&self, date: &str) -> Vec<String> {
        let offers = self.search(self.zone.day_span(date.parse().unwrap()));
        offers
            .slots()
            .map(|s| self.zone.local(s.start()).format("%H:%M").to_string())
            .collect()
    }

    pub fn steps(mut self, minutes: u32) -> Self {
        self.policy.slot_step = Minutes::new(minutes);
        self
    }
}
