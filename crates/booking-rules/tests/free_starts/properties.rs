//! B17: what is offered can be booked and nothing else can; B7: and a second implementation says the same.

use std::collections::BTreeMap;

use booking_rules::availability::{Terms, check, explain, is_free, search};
use booking_rules::day_book::{Entry, Occupant};
use booking_rules::ids::{ClosureId, StaffId, TimeOffId};
use booking_rules::policy::{BookingPolicy, BufferRule, Horizon, StartGrid};
use booking_rules::schedule::{Closure, DailyWindow, DateOverride, Schedule, Weekday, WeeklyWindow};
use booking_rules::time::{Span, WallTime, Zone};
use booking_rules::values::Minutes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::reference::Reference;
use super::salon::{Person, Salon, booking_id, business, seated, staff};

/// Zones and dates around which the clock does something, and one where it never does.
const DAYS: [(&str, &str); 14] = [
    ("Europe/Warsaw", "2027-03-28"),
    ("Europe/Warsaw", "2027-10-31"),
    ("Europe/London", "2027-03-28"),
    ("Europe/London", "2027-10-31"),
    ("America/New_York", "2027-03-14"),
    ("America/New_York", "2027-11-07"),
    ("Asia/Beirut", "2027-03-28"),
    ("America/Havana", "2027-03-14"),
    ("America/Havana", "2027-11-07"),
    ("Africa/Cairo", "2027-04-30"),
    ("Africa/Cairo", "2027-10-28"),
    ("Australia/Lord_Howe", "2027-10-03"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Asia/Riyadh", "2027-06-15"),
];

/// How far around the day the questions reach, in minutes.
const REACH: i64 = 2_000;

fn at(day: NaiveDate, minute: i64, second: i64) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(minute * 60 + second)
}

fn any_minutes(choices: &'static [u32]) -> impl Strategy<Value = Minutes> {
    prop::sample::select(choices).prop_map(Minutes::new)
}

fn any_entry(day: NaiveDate) -> impl Strategy<Value = Entry> {
    let buffers = (any_minutes(&[0, 0, 5, 15]), any_minutes(&[0, 0, 10, 15]));
    let kind = (0u8..8, 0u128..12, 1u16..3, -60i64..60);
    (
        -REACH..REACH,
        5i64..180,
        prop::sample::select(vec![0i64, 0, 0, 30]),
        buffers,
        kind,
    )
        .prop_map(
            move |(minute, length, second, (buffer_before, buffer_after), (kind, number, persons, until))| {
                let span = Span::new(at(day, minute, second), at(day, minute + length, second)).unwrap();
                let mut entry = seated(
                    number,
                    u128::from(kind % 2),
                    persons,
                    "2027-01-01T00:00:00Z",
                    "2027-01-01T01:00:00Z",
                );
                (entry.span, entry.buffer_before, entry.buffer_after) = (span, buffer_before, buffer_after);
                match (&mut entry.occupant, kind) {
                    (Occupant::Booking { held_until, .. }, 2) => *held_until = Some(at(day, until, 0)),
                    (occupant, 3) => {
                        *occupant = Occupant::TimeOff {
                            time_off: TimeOffId::new(business(), Uuid::from_u128(number)),
                        }
                    }
                    _ => {}
                }
                entry
            },
        )
}

type Parts = (Vec<WeeklyWindow>, Vec<WeeklyWindow>, Vec<DateOverride>);

/// Windows drawn freely; those that would make the schedule unsound are left out one by one.
fn any_schedule(day: NaiveDate) -> impl Strategy<Value = Schedule> {
    let interval = || (0u16..96, 1u16..=96).prop_map(|(f, t)| (f * 15, t * 15));
    let windows = prop::collection::vec((0usize..7, interval()), 0..10);
    let wide = prop::collection::vec(
        prop::sample::select(vec![(540, 1020), (1320, 360), (0, 1440), (0, 180), (1080, 0)]),
        7,
    );
    let breaks = prop::collection::vec((0usize..7, 0u16..96, 1u16..4), 0..8);
    let dates = prop::collection::vec((-2i64..3, prop::collection::vec(interval(), 0..3)), 0..2);
    (windows, wide, breaks, dates).prop_map(move |(windows, wide, breaks, dates)| {
        let time = |m: u16| WallTime::new(m).unwrap();
        let week = |(day, (f, t)): (usize, (u16, u16))| WeeklyWindow {
            day: Weekday::ALL[day],
            from: time(f),
            to: time(t),
        };
        let mut sound = Schedule::default();
        let mut keep = |change: &dyn Fn(&Schedule) -> Parts| {
            let (weekly, breaks, dates) = change(&sound);
            if let Ok(next) = Schedule::new(weekly, breaks, dates) {
                sound = next;
            }
        };
        for window in windows.into_iter().chain(wide.into_iter().enumerate()).map(week) {
            keep(&|s| {
                (
                    [s.weekly(), &[window]].concat(),
                    s.breaks().to_vec(),
                    s.dates().to_vec(),
                )
            });
        }
        for (day, from, length) in breaks {
            let window = week((day, (from * 15, (from * 15 + length * 15) % 1440)));
            keep(&|s| {
                (
                    s.weekly().to_vec(),
                    [s.breaks(), &[window]].concat(),
                    s.dates().to_vec(),
                )
            });
        }
        for (offset, intervals) in dates {
            let intervals: Vec<_> = intervals
                .into_iter()
                .map(|(f, t)| DailyWindow {
                    from: time(f),
                    to: time(t),
                })
                .collect();
            let date = DateOverride {
                date: day + TimeDelta::days(offset),
                intervals,
            };
            keep(&|s| {
                (
                    s.weekly().to_vec(),
                    s.breaks().to_vec(),
                    [s.dates(), std::slice::from_ref(&date)].concat(),
                )
            });
        }
        sound
    })
}

fn any_person(day: NaiveDate) -> impl Strategy<Value = Person> {
    let buffers = (any_minutes(&[0, 0, 10, 20]), any_minutes(&[0, 0, 5, 20]));
    let terms = (any_minutes(&[15, 30, 45, 60, 75, 120]), buffers, 1u16..4);
    let entries = prop::collection::vec((any_entry(day), any::<bool>()), 0..9);
    (any_schedule(day), terms, entries).prop_map(
        |(schedule, (duration, (buffer_before, buffer_after), capacity), entries)| Person {
            schedule,
            terms: Terms {
                duration,
                buffer_before,
                buffer_after,
                capacity,
            },
            // A booking across the cut stands in two books.
            entries: entries
                .into_iter()
                .flat_map(|(e, twice)| vec![e; if twice { 2 } else { 1 }])
                .collect(),
        },
    )
}

fn any_policy(day: NaiveDate) -> impl Strategy<Value = BookingPolicy> {
    let grid = prop::sample::select(vec![
        StartGrid::Opening,
        StartGrid::Clock,
        StartGrid::AfterBooking,
        StartGrid::FewestGaps,
    ]);
    let horizon = prop_oneof![
        (0u16..4).prop_map(|days| Horizon::RollingDays { days }),
        (0u16..4).prop_map(|days| Horizon::RollingOpenDays { days }),
        (-2i64..2, 0i64..3).prop_map(move |(from, length)| Horizon::FixedRange {
            from: day + TimeDelta::days(from),
            to: day + TimeDelta::days(from + length),
        }),
    ];
    let limits = (
        prop::option::weighted(0.3, 0u16..4),
        prop::option::weighted(0.3, 1u16..3),
    );
    let notice = any_minutes(&[0, 60, 90, 600]);
    (
        grid,
        horizon,
        limits,
        notice,
        any_minutes(&[5, 7, 10, 15, 30, 60]),
        any::<bool>(),
    )
        .prop_map(
            |(start_grid, horizon, (staff_daily_limit, customer_daily_limit), min_notice, slot_step, sum)| {
                BookingPolicy {
                    slot_step,
                    min_notice,
                    horizon,
                    start_grid,
                    buffer_rule: if sum { BufferRule::Sum } else { BufferRule::Max },
                    staff_daily_limit,
                    customer_daily_limit,
                    ..BookingPolicy::default()
                }
            },
        )
}

fn any_salon() -> impl Strategy<Value = (Salon, Span)> {
    prop::sample::select(DAYS.to_vec()).prop_flat_map(|(zone, day)| {
        let day: NaiveDate = day.parse().unwrap();
        let staff = prop::collection::vec(any_person(day), 0..4);
        let closures = prop::collection::vec((-REACH..REACH, 10i64..400), 0..2);
        let asker = (
            1u16..3,
            prop::option::weighted(0.3, 0u128..12),
            prop::collection::vec(any_entry(day), 0..3),
        );
        let window = (-REACH..REACH - 1_000, 1i64..1_000);
        let now = (prop_oneof![-REACH..0, -REACH - 1_500..-REACH], 0i64..60);
        (any_policy(day), staff, closures, asker, now, window).prop_map(
            move |(policy, staff, closures, (persons, moving, customer), (now, second), (from, length))| {
                let closures = closures.into_iter().map(|(from, length)| Closure {
                    id: ClosureId::new(business(), Uuid::from_u128(1)),
                    span: Span::new(at(day, from, 0), at(day, from + length, 0)).unwrap(),
                    reason: None,
                });
                let salon = Salon {
                    zone: Zone::parse(zone).unwrap(),
                    policy,
                    closures: closures.collect(),
                    staff,
                    persons,
                    now: at(day, now, second),
                    moving: moving.map(booking_id),
                    customer,
                };
                (
                    salon,
                    Span::new(at(day, from, second), at(day, from + length, second)).unwrap(),
                )
            },
        )
    })
}

type Answer = BTreeMap<DateTime<Utc>, (Vec<StaffId>, bool)>;

fn offered(salon: &Salon, window: Span) -> Answer {
    let offers = salon.search(window);
    offers
        .slots()
        .map(|s| (s.start(), (s.staff().collect(), s.leaves_gap())))
        .collect()
}

fn expected(salon: &Salon, window: Span) -> Answer {
    let far = matches!(salon.policy.horizon, Horizon::RollingOpenDays { .. });
    let until = if far {
        window.end().max(salon.now + TimeDelta::days(94))
    } else {
        window.end()
    };
    let reference = Reference::new(salon, window.start().min(salon.now), until);
    let free = reference.answer(window.start(), window.end());
    let gaps_matter = salon.policy.start_grid == StartGrid::FewestGaps;
    let people = |staff: Vec<usize>| staff.into_iter().map(staff_of).collect();
    free.into_iter()
        .map(|(t, f)| (t, (people(f.staff), gaps_matter && f.snug.is_empty())))
        .collect()
}

fn staff_of(index: usize) -> StaffId {
    staff(index as u128)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_starts_offered_are_those_the_rules_allow_minute_by_minute((salon, window) in any_salon()) {
        prop_assert_eq!(offered(&salon, window), expected(&salon, window));
    }

    /// B17: every minute of the window, and half minutes, which are never starts.
    #[test]
    fn every_start_offered_is_accepted_and_every_other_is_refused((salon, window) in any_salon()) {
        let offered = offered(&salon, window);
        let mut minute = window.start();
        minute -= TimeDelta::seconds(minute.timestamp() % 60);
        salon.ask(|question| {
            while minute < window.end().min(window.start() + TimeDelta::hours(2)) {
                let half = minute + TimeDelta::seconds(30);
                prop_assert!(check(question, half, None).is_err());
                if window.contains(minute) {
                    let answer = check(question, minute, None);
                    prop_assert_eq!(answer.as_ref().ok(), offered.get(&minute).map(|o| &o.0), "{}: {:?}", minute, &answer);
                    for candidate in question.candidates {
                        let alone = check(question, minute, Some(candidate.staff)).is_ok();
                        prop_assert_eq!(alone, answer.as_ref().is_ok_and(|free| free.contains(&candidate.staff)));
                        prop_assert_eq!(explain(question, minute, Some(candidate.staff)).is_empty(), alone);
                        let span = Span::new(minute, minute + candidate.terms.duration.delta()).unwrap();
                        prop_assert!(!alone || is_free(question, candidate.staff, span));
                    }
                }
                minute += TimeDelta::minutes(1);
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_offers_come_in_the_order_of_their_grid((salon, window) in any_salon()) {
        let offers = salon.search(window);
        let fewest = salon.policy.start_grid == StartGrid::FewestGaps;
        let key = |s: booking_rules::availability::Slot<'_>| {
            let date = salon.zone.local_date(s.start());
            (fewest.then_some((date, s.leaves_gap())), s.start())
        };
        prop_assert!(offers.slots().map(key).is_sorted());
        let first = offers.clone().first(3);
        prop_assert!(first.slots().map(|s| s.start()).eq(offers.slots().take(3).map(|s| s.start())));
        for index in 0..salon.staff.len() {
            let wanted = staff_of(index);
            let own = salon.ask(|q| search(q, window).only(q, wanted));
            let all = offers.slots().filter(|s| s.staff().any(|who| who == wanted)).count();
            prop_assert_eq!(own.len(), all);
            prop_assert!(own.slots().all(|s| s.staff().eq([wanted])));
        }
    }
}
