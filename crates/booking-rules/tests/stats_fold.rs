//! Counters kept from events equal a recount of what stands, whatever the events went through on their way.

use std::collections::BTreeMap;

use booking_rules::booking::{Booking, ManageSecret, Origin, Segment, Status};
use booking_rules::ids::{BookingId, BusinessId, CustomerId, Kind, LedgerEntryId, TenantId};
use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use booking_rules::stats::{Contribution, Counter, Lines, Recount, Row, Visits, of_booking, of_entry};
use booking_rules::time::{Span, Zone};
use booking_rules::values::{Currency, Locale, Minutes, Money};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn own<K: Kind>(number: u128) -> TenantId<K> {
    let business = BusinessId::from_uuid(Uuid::from_u128(7 << 100 | 7));
    TenantId::new(business, Uuid::from_u128(number))
}

fn zloty(minor: i64) -> Money {
    Money::new(minor, Currency::parse("PLN").unwrap())
}

/// The generator of the availability workload: the same numbers on every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, usize::try_from(self.below(last as u64 + 1)).unwrap());
        }
    }
}

fn start() -> DateTime<Utc> {
    "2027-01-04T23:30:00Z".parse().unwrap()
}

/// A booking as it is made: of one of two shops, five people, four services and 2000 customers, within 200 days.
fn booking(number: u128, draw: &mut Draw) -> Booking {
    let zone = Zone::parse("Europe/Warsaw").unwrap();
    let at = start() + TimeDelta::minutes(15 * i64::try_from(draw.below(200 * 96)).unwrap());
    let minutes = 30 + 15 * u32::try_from(draw.below(5)).unwrap();
    let segment = |draw: &mut Draw, from: DateTime<Utc>| Segment {
        service: own(u128::from(draw.below(4))),
        staff: own(u128::from(draw.below(5))),
        span: Span::new(from, from + TimeDelta::minutes(minutes.into())).unwrap(),
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::ZERO,
        price: zloty(12_000),
    };
    let mut segments = vec![segment(draw, at)];
    if draw.below(4) == 0 {
        segments.push(segment(draw, at + TimeDelta::minutes(minutes.into())));
    }
    Booking {
        id: own(number),
        shop: own(u128::from(draw.below(2))),
        status: Status::Confirmed,
        span: Span::new(at, segments.last().unwrap().span.end()).unwrap(),
        persons: 1 + u16::try_from(draw.below(2)).unwrap(),
        price: zloty(12_000 * i64::try_from(segments.len()).unwrap()),
        segments,
        customer: own(u128::from(draw.below(2_000))),
        account: None,
        origin: [Origin::Customer, Origin::Guest, Origin::Shop][usize::try_from(draw.below(3)).unwrap()],
        zone,
        local_start: zone.local(at),
        locale: Locale::Pl,
        notes: None,
        overlap_reason: None,
        held_until: None,
        closing_reason: None,
        offered_to: None,
        acknowledged_at: None,
        sequence: 0,
        manage_secret: ManageSecret(String::new()),
        created_at: at - TimeDelta::minutes(i64::try_from(draw.below(40 * 1_440)).unwrap()),
        updated_at: at,
    }
}

fn moved(booking: &Booking, days: i64) -> Booking {
    let by = TimeDelta::days(days);
    let mut moved = booking.clone();
    moved.span = Span::new(booking.span.start() + by, booking.span.end() + by).unwrap();
    for segment in &mut moved.segments {
        segment.span = Span::new(segment.span.start() + by, segment.span.end() + by).unwrap();
    }
    moved.local_start = moved.zone.local(moved.span.start());
    moved
}

/// What a booking was, version by version.
fn life(number: u128, draw: &mut Draw) -> Vec<Booking> {
    let mut versions = vec![booking(number, draw)];
    for _ in 0..draw.below(3) {
        let days = i64::try_from(draw.below(20)).unwrap();
        versions.push(moved(versions.last().unwrap(), days));
    }
    let end = [
        Status::Completed,
        Status::Completed,
        Status::NoShow,
        Status::Cancelled,
        Status::Confirmed,
    ];
    let status = end[usize::try_from(draw.below(5)).unwrap()];
    let last = versions.last().unwrap().clone();
    versions.push(Booking { status, ..last });
    versions
}

fn entry(number: u128, draw: &mut Draw) -> LedgerEntry {
    let at = start() + TimeDelta::minutes(i64::try_from(draw.below(200 * 1_440)).unwrap());
    let day = Zone::parse("Europe/Warsaw").unwrap().local_date(at);
    let kind = EntryKind::ALL[usize::try_from(draw.below(7)).unwrap()];
    let gross = i64::try_from(draw.below(50_000)).unwrap();
    let gross = if matches!(kind, EntryKind::Refund | EntryKind::Discount) {
        -gross
    } else {
        gross
    };
    let sometimes = |draw: &mut Draw| draw.below(3) > 0;
    LedgerEntry {
        id: own(number),
        shop: own(draw.below(2).into()),
        occurred_at: at,
        day,
        kind,
        amount: VatRate::Percent([23, 8, 0][usize::try_from(draw.below(3)).unwrap()]).split(zloty(gross)),
        method: PaymentMethod::Cash,
        document: DocumentNumber {
            month: LedgerMonth::of(day),
            place: 1,
        },
        sale: SaleRef::Counter(own(number)),
        service: sometimes(draw).then(|| own(u128::from(draw.below(4)))),
        staff: sometimes(draw).then(|| own(u128::from(draw.below(5)))),
        customer: None,
        of: None,
        reason: None,
    }
}

/// What an event tells of.
#[derive(Clone)]
enum Told {
    Booking(u64, Booking),
    Entry(LedgerEntry),
}

/// Counters as a worker keeps them, without a table.
#[derive(Default)]
struct Kept {
    bookings: BTreeMap<BookingId, Contribution>,
    entries: BTreeMap<LedgerEntryId, ()>,
    customers: BTreeMap<CustomerId, Visits>,
    counters: Lines,
}

impl Kept {
    fn hear(&mut self, told: &Told) {
        match told {
            Told::Entry(entry) => {
                if self.entries.insert(entry.id, ()).is_none() {
                    self.counters.add_all(&of_entry(entry), 1);
                }
            }
            Told::Booking(version, booking) => {
                let before = self.bookings.get(&booking.id);
                if let Some((now, difference)) = Contribution::replacing(before, *version, of_booking(booking)) {
                    self.bookings.insert(booking.id, now);
                    self.counters.add_all(&difference, 1);
                }
                let before = self.customers.get(&booking.customer).cloned();
                if let Some(visits) = Visits::learning(before.as_ref(), booking) {
                    self.counters.add_all(&visits.lines(), 1);
                    if let Some(before) = before {
                        self.counters.add_all(&before.lines(), -1);
                    }
                    self.customers.insert(booking.customer, visits);
                }
            }
        }
    }
}

fn recount(lives: &[Vec<Booking>], entries: &[LedgerEntry]) -> Lines {
    let mut recount = Recount::default();
    for life in lives {
        recount.booking(life.last().unwrap());
    }
    entries.iter().for_each(|entry| recount.entry(entry));
    recount.finish()
}

fn events(lives: &[Vec<Booking>], entries: &[LedgerEntry]) -> Vec<Told> {
    let versions = lives.iter().flat_map(|life| (1u64..).zip(life));
    let bookings = versions.map(|(version, booking)| Told::Booking(version, booking.clone()));
    bookings.chain(entries.iter().cloned().map(Told::Entry)).collect()
}

#[test]
fn a_hundred_thousand_shuffled_and_duplicated_events_fold_to_the_recount() {
    let mut draw = Draw(2_027);
    let lives: Vec<_> = (0..18_000).map(|number| life(number, &mut draw)).collect();
    let entries: Vec<_> = (0..12_000).map(|number| entry(number, &mut draw)).collect();
    let once = events(&lives, &entries);
    let mut told = once.clone();
    while told.len() < 100_000 {
        let again = usize::try_from(draw.below(once.len() as u64)).unwrap();
        told.push(once[again].clone());
    }
    draw.shuffle(&mut told);
    assert!(
        once.len() < 80_000 && told.len() == 100_000,
        "{} of {}",
        once.len(),
        told.len()
    );
    let mut kept = Kept::default();
    told.iter().for_each(|told| kept.hear(told));
    let counted = recount(&lives, &entries);
    assert_eq!(kept.counters, counted);
    let rows = counted.iter().count();
    assert!(rows > 2_000, "only {rows} rows: the history is too small to tell");
    let new: i64 = counted.iter().map(|(_, tally)| tally.get(Counter::FirstVisits)).sum();
    assert_eq!(
        new,
        i64::try_from(kept.customers.len()).unwrap(),
        "every customer is new once"
    );
    // Hearing of it again changes nothing.
    told.iter().take(20_000).for_each(|told| kept.hear(told));
    assert_eq!(kept.counters, counted);
}

#[test]
fn a_booking_counts_for_the_day_agreed_on_the_wall() {
    let mut draw = Draw(1);
    let mut night = booking(1, &mut draw);
    // 00:30 in Warsaw on the day the clock springs forward, 23:30 UTC of the day before.
    let at: DateTime<Utc> = "2027-03-27T23:30:00Z".parse().unwrap();
    night.span = Span::new(at, at + TimeDelta::hours(4)).unwrap();
    night.segments.truncate(1);
    night.segments[0].span = night.span;
    night.local_start = night.zone.local(at);
    night.created_at = "2027-03-01T23:30:00Z".parse().unwrap();
    night.origin = Origin::Guest;
    let day = "2027-03-28".parse().unwrap();
    let lines = of_booking(&night);
    let row = Row::Shop { shop: night.shop, day };
    assert_eq!(lines.get(row).get(Counter::Booked), 1);
    assert_eq!(
        lines.get(row).get(Counter::BookedMinutes),
        240,
        "minutes that pass, not those of the wall"
    );
    let made = Row::Shop {
        shop: night.shop,
        day: "2027-03-02".parse().unwrap(),
    };
    assert_eq!(lines.get(made).get(Counter::MadeOnline), 1);
    for (status, counter) in [
        (Status::Completed, Counter::Completed),
        (Status::Cancelled, Counter::Cancelled),
        (Status::NoShow, Counter::NoShow),
    ] {
        let lines = of_booking(&Booking {
            status,
            ..night.clone()
        });
        let of_staff = Row::Staff {
            shop: night.shop,
            staff: night.segments[0].staff,
            day,
        };
        for row in [row, of_staff] {
            assert_eq!(
                (lines.get(row).get(Counter::Booked), lines.get(row).get(counter)),
                (1, 1)
            );
        }
    }
    let held = Booking {
        status: Status::Held,
        ..night
    };
    assert!(of_booking(&held).is_empty(), "a hold is no booking yet");
    let business = held.id.business();
    let never_taken = Booking {
        status: Status::Cancelled,
        offered_to: Some(booking_rules::ids::WaitlistEntryId::new(
            business,
            uuid::Uuid::from_u128(1),
        )),
        ..held
    };
    assert!(
        of_booking(&never_taken).is_empty(),
        "an offer nobody took was no booking"
    );
}

proptest! {
    /// However events are mixed and repeated, and however often they are heard.
    #[test]
    fn the_order_and_number_of_events_do_not_matter(seed in any::<u64>(), repeats in 0usize..60) {
        let mut draw = Draw(seed);
        let lives: Vec<_> = (0..20).map(|number| {
            let mut life = life(number, &mut draw);
            // Few customers, so that first visits change hands.
            for booking in &mut life { booking.customer = own(number % 3); }
            life
        }).collect();
        let entries: Vec<_> = (0..10).map(|number| entry(number, &mut draw)).collect();
        let once = events(&lives, &entries);
        let mut told = once.clone();
        for _ in 0..repeats {
            let again = usize::try_from(draw.below(once.len() as u64)).unwrap();
            told.push(once[again].clone());
        }
        draw.shuffle(&mut told);
        let mut kept = Kept::default();
        told.iter().for_each(|told| kept.hear(told));
        prop_assert_eq!(&kept.counters, &recount(&lives, &entries));
        // What is written down reads back as it was.
        let text = serde_json::to_string(&kept.counters).unwrap();
        prop_assert_eq!(serde_json::from_str::<Lines>(&text).unwrap(), kept.counters);
    }

    #[test]
    fn differences_add_up_in_any_order(a in any::<u64>(), b in any::<u64>()) {
        let of = |seed| of_booking(&booking(1, &mut Draw(seed)));
        let (x, y) = (of(a), of(b));
        let (mut one, mut other) = (x.clone(), y.clone());
        one.add_all(&y, 1);
        other.add_all(&x, 1);
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.minus(&y), x.clone());
        prop_assert!(x.minus(&x).is_empty());
    }
}
