//! Who is offered a time that has become free, until when, and what their answer does.

use booking_rules::ids::{BookingId, BusinessId, CustomerId, ServiceId, ShopId, WaitlistEntryId};
use booking_rules::time::{WallTime, Zone};
use booking_rules::values::Minutes;
use booking_rules::waitlist::{
    Answer, DayRange, DayWindow, EntryStatus, LEAST_OFFER, LONGEST_OFFER, MAX_PASSED, Offer, Standing, Waited, Waiting,
    WaitlistEntry, held_until, next_in_line,
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn business() -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(7))
}

fn warsaw() -> Zone {
    Zone::parse("Europe/Warsaw").unwrap()
}

fn booking(number: u128) -> BookingId {
    BookingId::new(business(), Uuid::from_u128(number))
}

/// Waits for 10 March 2027, from nine to noon by the clock of Warsaw.
fn entry(number: u128) -> WaitlistEntry {
    let wall = |text: &str| WallTime::parse(text).unwrap();
    let now = utc("2027-03-08T09:00:00Z");
    WaitlistEntry {
        id: WaitlistEntryId::new(business(), Uuid::from_u128(number)),
        shop: ShopId::new(business(), Uuid::from_u128(1)),
        customer: CustomerId::new(business(), Uuid::from_u128(number)),
        wish: Waited {
            service: ServiceId::new(business(), Uuid::from_u128(2)),
            staff: None,
            persons: 1,
        },
        days: DayRange::new("2027-03-10".parse().unwrap(), "2027-03-10".parse().unwrap()).unwrap(),
        window: Some(DayWindow::new(wall("09:00"), wall("12:00")).unwrap()),
        standing: Standing::Waiting,
        passed: Vec::new(),
        joined_at: now,
        updated_at: now,
    }
}

fn offer(number: u128, start: &str) -> Offer {
    let start = utc(start);
    Offer {
        booking: booking(number),
        start,
        until: start - TimeDelta::hours(1),
    }
}

#[test]
fn a_start_is_wanted_on_the_days_and_in_the_window_by_the_shops_clock_and_only_once() {
    let passed = WaitlistEntry {
        passed: vec![utc("2027-03-10T09:30:00Z")],
        ..entry(1)
    };
    let any_hour = WaitlistEntry {
        window: None,
        ..entry(1)
    };
    for (who, start, wanted) in [
        (&passed, "2027-03-10T07:59:00Z", false),
        (&passed, "2027-03-10T08:00:00Z", true),
        (&passed, "2027-03-10T10:59:00Z", true),
        (&passed, "2027-03-10T11:00:00Z", false),
        (&passed, "2027-03-10T09:30:00Z", false),
        (&passed, "2027-03-09T09:00:00Z", false),
        (&passed, "2027-03-11T09:00:00Z", false),
        // Midnight in Warsaw is eleven in the evening before, as UTC has it.
        (&any_hour, "2027-03-09T22:59:00Z", false),
        (&any_hour, "2027-03-09T23:00:00Z", true),
        (&any_hour, "2027-03-10T22:59:00Z", true),
        (&any_hour, "2027-03-10T23:00:00Z", false),
    ] {
        assert_eq!(who.wants(utc(start), warsaw()), wanted, "{start}");
    }
}

#[test]
fn an_offer_lasts_half_an_hour_and_never_into_the_notice_of_the_shop() {
    let start = utc("2027-03-10T12:00:00Z");
    for (told_at, notice, expected) in [
        ("2027-03-10T08:00:00Z", 60, Some("2027-03-10T08:30:00Z")),
        ("2027-03-10T10:30:00Z", 60, Some("2027-03-10T11:00:00Z")),
        ("2027-03-10T10:40:00Z", 60, Some("2027-03-10T11:00:00Z")),
        ("2027-03-10T10:55:00Z", 60, Some("2027-03-10T11:00:00Z")),
        ("2027-03-10T10:55:01Z", 60, None),
        ("2027-03-10T11:30:00Z", 60, None),
        ("2027-03-10T11:30:00Z", 0, Some("2027-03-10T12:00:00Z")),
    ] {
        let until = held_until(start, utc(told_at), Minutes::new(notice));
        assert_eq!(until, expected.map(utc), "{told_at} {notice}");
    }
}

#[test]
fn the_first_who_wants_something_of_what_is_free_is_offered_it() {
    let now = utc("2027-03-10T06:00:00Z");
    let (early, late) = (utc("2027-03-10T08:00:00Z"), utc("2027-03-10T10:00:00Z"));
    let has_offer = entry(1).offered(offer(9, "2027-03-10T09:00:00Z"), now).unwrap();
    let passed = WaitlistEntry {
        passed: vec![early, late],
        ..entry(2)
    };
    let (third, fourth) = (entry(3), entry(4));
    let line = |starts: &[DateTime<Utc>], told_at| {
        [&has_offer, &passed, &third, &fourth].map(|entry| Waiting {
            entry,
            starts: starts.to_vec(),
            told_at,
        })
    };
    let asked = |line: &[Waiting<'_>]| {
        next_in_line(line, warsaw(), Minutes::new(60)).map(|proposal| (proposal.place, proposal.start, proposal.until))
    };
    let half_an_hour = now + LONGEST_OFFER;
    assert_eq!(asked(&line(&[early, late], now)), Some((2, early, half_an_hour)));
    assert_eq!(asked(&line(&[], now)), None);
    assert_eq!(asked(&[]), None);
    // Who sleeps until it is too late for the first start is held the second.
    let waking = utc("2027-03-10T06:58:00Z");
    assert_eq!(
        asked(&line(&[early, late], waking)),
        Some((2, late, waking + LONGEST_OFFER))
    );
    // Of nothing that the third wants, the fourth may want something.
    let mut mixed = line(&[early], now);
    mixed[2].starts.clear();
    assert_eq!(asked(&mixed), Some((3, early, half_an_hour)));
}

#[test]
fn only_the_offer_itself_is_answered_and_what_passed_is_never_offered_again() {
    let now = utc("2027-03-10T06:00:00Z");
    let waiting = entry(1);
    let made = offer(9, "2027-03-10T09:00:00Z");
    let offered = waiting.offered(made, now).unwrap();
    assert_eq!(offered.offer(), Some(made));
    assert_eq!(
        offered.offered(offer(8, "2027-03-10T10:00:00Z"), now),
        None,
        "one at a time"
    );
    assert_eq!(
        offered.answered(booking(8), Answer::Taken, now),
        None,
        "another's answer"
    );
    assert_eq!(waiting.answered(booking(9), Answer::Taken, now), None);
    for (answer, standing) in [
        (Answer::Taken, Standing::Accepted { booking: booking(9) }),
        (Answer::Declined, Standing::Waiting),
        (Answer::LetPass, Standing::Waiting),
        (Answer::Left, Standing::Left),
    ] {
        let after = offered.answered(booking(9), answer, now).unwrap();
        assert_eq!(after.standing, standing, "{answer:?}");
        assert_eq!(after.passed.contains(&made.start), answer != Answer::Taken);
        assert!(!after.wants(made.start, warsaw()) || answer == Answer::Taken);
        assert_eq!(after.is_open(), standing == Standing::Waiting);
    }
    let left = waiting.left(now).unwrap();
    assert_eq!(left.left(now), None);
    assert_eq!(left.offered(made, now), None);
}

#[test]
fn an_entry_lapses_with_its_last_day_or_with_the_last_offer_it_lets_pass() {
    let waiting = entry(1);
    // The last minute of 10 March in Warsaw, and the first after it.
    for (now, status) in [
        ("2027-03-10T22:59:00Z", EntryStatus::Waiting),
        ("2027-03-10T23:00:00Z", EntryStatus::Lapsed),
    ] {
        assert_eq!(waiting.status(warsaw(), utc(now)), status, "{now}");
    }
    let now = utc("2027-03-09T06:00:00Z");
    let mut current = waiting;
    for round in 1..=MAX_PASSED {
        assert_eq!(current.status(warsaw(), now), EntryStatus::Waiting, "{round}");
        let start = utc("2027-03-10T08:00:00Z") + TimeDelta::minutes(15 * round as i64);
        let made = Offer {
            start,
            ..offer(round as u128, "2027-03-10T08:00:00Z")
        };
        let offered = current.offered(made, now).unwrap();
        current = offered.answered(made.booking, Answer::LetPass, now).unwrap();
    }
    assert_eq!(current.status(warsaw(), now), EntryStatus::Lapsed);
    assert!(!current.is_open());
}

fn starts() -> impl Strategy<Value = Vec<DateTime<Utc>>> {
    let first = utc("2027-03-09T00:00:00Z");
    proptest::collection::vec(
        (0i64..4 * 24 * 4).prop_map(move |n| first + TimeDelta::minutes(15 * n)),
        0..12,
    )
}

proptest! {
    #[test]
    fn whoever_is_offered_something_waits_wants_it_and_is_the_first_who_could_have_it(
        each in proptest::collection::vec((starts(), starts(), any::<bool>(), 0i64..600), 0..6),
        notice in 0u32..240,
    ) {
        let now = utc("2027-03-09T18:00:00Z");
        let notice = Minutes::new(notice);
        let entries: Vec<WaitlistEntry> = each.iter().zip(1u128..).map(|((_, passed, waits, _), number)| WaitlistEntry {
            passed: passed.clone(),
            standing: if *waits { Standing::Waiting } else { Standing::Left },
            ..entry(number)
        }).collect();
        let line: Vec<Waiting<'_>> = entries.iter().zip(&each).map(|(entry, (starts, _, _, minutes))| Waiting {
            entry,
            starts: starts.clone(),
            told_at: now + TimeDelta::minutes(*minutes),
        }).collect();
        let could = |waiting: &Waiting<'_>, start: DateTime<Utc>| {
            waiting.entry.standing == Standing::Waiting
                && waiting.entry.wants(start, warsaw())
                && waiting.told_at + LEAST_OFFER + notice.delta() <= start
        };
        match next_in_line(&line, warsaw(), notice) {
            Some(proposal) => {
                let (before, rest) = line.split_at(proposal.place);
                let served = &rest[0];
                prop_assert!(served.starts.contains(&proposal.start) && could(served, proposal.start));
                prop_assert!(proposal.until + notice.delta() <= proposal.start);
                prop_assert!(proposal.until - served.told_at <= LONGEST_OFFER);
                prop_assert!(before.iter().all(|w| w.starts.iter().all(|start| !could(w, *start))));
            }
            None => prop_assert!(line.iter().all(|w| w.starts.iter().all(|start| !could(w, *start)))),
        }
    }
}
