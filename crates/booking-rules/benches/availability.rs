//! Availability over thirty days that cross a clock change, for salons of several sizes, and one very dense day.
//!
//! Every case asserts its answer before it is timed. The free staff of each start are listed inside the measure.

use std::hint::black_box;

use booking_rules::availability::{Candidate, Question, Terms, search};
use booking_rules::day_book::{Entry, Occupant};
use booking_rules::ids::{BookingId, BusinessId, ServiceId, ShopId, StaffId};
use booking_rules::policy::BookingPolicy;
use booking_rules::schedule::{Schedule, Weekday, WeeklyWindow};
use booking_rules::time::{Reading, Span, WallTime, Zone};
use booking_rules::values::Minutes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

fn main() {
    divan::main();
}

/// Name, staff, bookings of each, and the starts expected: summed over the staff, and distinct.
type Case = (&'static str, (usize, usize, usize, usize));

const CASES: [Case; 6] = [
    ("1x20", (1, 20, 720, 720)),
    ("1x200", (1, 200, 75, 75)),
    ("10x20", (10, 20, 7_259, 832)),
    ("10x200", (10, 200, 800, 527)),
    ("50x20", (50, 20, 36_475, 832)),
    ("50x200", (50, 200, 4_093, 821)),
];

#[divan::bench(args = CASES.map(|c| c.0))]
fn thirty_days(bencher: divan::Bencher<'_, '_>, case: &str) {
    let Some((_, (staff, bookings, sum, distinct))) = CASES.into_iter().find(|c| c.0 == case) else {
        return;
    };
    let salon = Salon::new(staff, |zone, who| workload(zone, who, bookings));
    assert_eq!(salon.answer(), (sum, distinct), "{case}");
    bencher.bench_local(|| black_box(&salon).answer());
}

/// B18b: one staff member, one day, 500 bookings of a minute each, one after another.
#[divan::bench]
fn dense_day(bencher: divan::Bencher<'_, '_>) {
    let salon = Salon::new(1, |zone, who| {
        let opening = zone.resolve(monday(), wall(9 * 60), Reading::Opening);
        (0..500)
            .map(|n| entry(who, n, opening + TimeDelta::minutes(n), 1))
            .collect()
    });
    // The first whole Monday is full up to 13:00 and from 13:30 to 17:20; the rest of the month is free.
    assert_eq!(salon.answer(), (26 * 32 - 13 - 16, 26 * 32 - 13 - 16));
    bencher.bench_local(|| black_box(&salon).answer());
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, 15).unwrap_or_default()
}

fn wall(minutes: u16) -> WallTime {
    WallTime::new(minutes).unwrap_or(WallTime::MIDNIGHT)
}

fn business() -> BusinessId {
    BusinessId::from_uuid(uuid::Uuid::from_u128(1 << 100))
}

fn entry(who: usize, number: i64, start: DateTime<Utc>, minutes: i64) -> Entry {
    let id = uuid::Uuid::from_u128((who as u128) << 32 | number as u128);
    let occupant = Occupant::Booking {
        booking: BookingId::new(business(), id),
        shop: ShopId::new(business(), uuid::Uuid::from_u128(1)),
        service: ServiceId::new(business(), uuid::Uuid::from_u128(2)),
        persons: 1,
        held_until: None,
    };
    let span = Span::new(start, start + TimeDelta::minutes(minutes)).expect("a booking has a length");
    Entry {
        occupant,
        span,
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::ZERO,
    }
}

/// The bookings of one staff member: a 64-bit linear congruential generator draws day, quarter of an hour and length.
fn workload(zone: Zone, who: usize, wanted: usize) -> Vec<Entry> {
    const LUNCH: std::ops::Range<u64> = 16..18;
    let mut state = 1_000_003 * (who as u64 + 1) + wanted as u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut taken: Vec<(u64, std::ops::Range<u64>)> = Vec::new();
    while taken.len() < wanted {
        let (day, quarter, length) = (draw() % 30, draw() % 40, [2, 3, 4][(draw() % 3) as usize]);
        let quarters = quarter..quarter + length;
        let meets = |other: &std::ops::Range<u64>| quarters.start < other.end && other.start < quarters.end;
        let overlaps = taken.iter().any(|(d, q)| *d == day && meets(q));
        if day % 7 == 6 || quarters.end > 40 || meets(&LUNCH) || overlaps {
            continue;
        }
        taken.push((day, quarters));
    }
    let of = |(number, (day, quarters)): (usize, &(u64, std::ops::Range<u64>))| {
        let date = monday() + TimeDelta::days(*day as i64);
        let start = zone.resolve(date, wall(540 + 15 * quarters.start as u16), Reading::Opening);
        entry(who, number as i64, start, 15 * (quarters.end - quarters.start) as i64)
    };
    taken.iter().enumerate().map(of).collect()
}

/// Every staff member has a schedule of their own, as in the table.
struct Salon {
    zone: Zone,
    policy: BookingPolicy,
    schedules: Vec<Schedule>,
    entries: Vec<Vec<Entry>>,
    window: Span,
}

impl Salon {
    fn new(staff: usize, bookings: impl Fn(Zone, usize) -> Vec<Entry>) -> Self {
        let zone = Zone::parse("Europe/Warsaw").expect("a zone of the tz database");
        let days = Weekday::ALL.into_iter().filter(|day| *day != Weekday::Sun);
        let halves = |day| {
            [(540, 780), (810, 1140)].map(|(f, t)| WeeklyWindow {
                day,
                from: wall(f),
                to: wall(t),
            })
        };
        let weekly: Vec<WeeklyWindow> = days.flat_map(halves).collect();
        let schedule = || Schedule::new(weekly.clone(), Vec::new(), Vec::new()).expect("a sound schedule");
        let last = zone.day_span(monday() + TimeDelta::days(29));
        Self {
            zone,
            policy: BookingPolicy {
                min_notice: Minutes::ZERO,
                ..BookingPolicy::default()
            },
            schedules: (0..staff).map(|_| schedule()).collect(),
            entries: (0..staff).map(|who| bookings(zone, who)).collect(),
            window: Span::new(zone.day_span(monday()).start(), last.end()).expect("thirty days"),
        }
    }

    /// Starts summed over the staff, and distinct starts.
    fn answer(&self) -> (usize, usize) {
        let terms = Terms {
            duration: Minutes::new(60),
            buffer_before: Minutes::ZERO,
            buffer_after: Minutes::ZERO,
            capacity: 1,
        };
        let candidates: Vec<Candidate<'_>> = (self.schedules.iter().zip(&self.entries).enumerate())
            .map(|(who, (schedule, entries))| {
                let staff = StaffId::new(business(), uuid::Uuid::from_u128(who as u128));
                Candidate {
                    staff,
                    schedule,
                    terms,
                    entries,
                }
            })
            .collect();
        let question = Question {
            zone: self.zone,
            policy: &self.policy,
            closures: &[],
            service: ServiceId::new(business(), uuid::Uuid::from_u128(2)),
            candidates: &candidates,
            persons: 1,
            now: self.window.start() - TimeDelta::days(1),
            moving: None,
            customer_entries: &[],
        };
        let offers = search(&question, self.window);
        let free: usize = offers
            .slots()
            .map(|slot| (black_box(slot.start()), slot.staff().map(black_box).count()).1)
            .sum();
        (free, offers.len())
    }
}
