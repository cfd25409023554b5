//! The twelve rules every salon of the Polish seed asked for, each a test of its name.
//!
//! Rules 8 and 9 are about words in the reader's language, and stand beside the words:
//! `application::notices::render::words` has `rule_08_..` and `rule_09_..`.

#[path = "free_starts/salon.rs"]
#[expect(dead_code, reason = "shared with the tests of availability, which use all of it")]
mod salon;
#[expect(dead_code, reason = "shared with the tests of the life cycle")]
mod wishes;

use booking_rules::Refusal;
use booking_rules::booking::{By, Command, EventKind, Origin, Status};
use booking_rules::policy::BookingPolicy;
use booking_rules::schedule::Schedule;
use booking_rules::values::{Country, Email, Minutes, Phone};
use chrono::{TimeDelta, Timelike};
use salon::{Salon, booked, time_off, utc};
use wishes::{booking_in, knowingly, outcome, overlapping, plan, seconds, wish};

/// A Monday; 09:00 to 17:00 in Warsaw is 08:00 to 16:00 UTC.
fn warsaw() -> Salon {
    Salon::new("Europe/Warsaw", &[("09:00", "17:00")]).steps(15)
}

fn at(day_time: &str) -> String {
    format!("2027-02-01T{day_time}:00Z")
}

fn booked_at(number: u128, from: &str, to: &str) -> booking_rules::day_book::Entry {
    booked(number, &at(from), &at(to))
}

#[test]
fn rule_01_a_customer_cannot_hold_overlapping_bookings() {
    let first = plan(&warsaw(), wish(Origin::Customer, &at("10:00"))).unwrap().booking;
    let holding = warsaw().with(|s| s.customer = first.customer_entry().into_iter().collect());
    for (start, answer) in [
        ("08:45", "confirmed"),
        ("09:00", "confirmed"),
        ("09:15", "customer_busy"),
        ("10:00", "customer_busy"),
        ("10:45", "customer_busy"),
        ("11:00", "confirmed"),
    ] {
        for origin in [Origin::Customer, Origin::Guest, Origin::Shop] {
            assert_eq!(
                outcome(&plan(&holding, wish(origin, &at(start)))),
                answer,
                "{start} {origin:?}"
            );
        }
    }
}

#[test]
fn rule_02_only_staff_may_knowingly_overlap_with_a_reason() {
    let busy = warsaw().busy(&[booked_at(1, "10:00", "11:00")]);
    for origin in [Origin::Customer, Origin::Guest] {
        // Not even where nothing is in the way: the flag itself is the shop's.
        for start in ["10:30", "12:00"] {
            let answer = plan(&busy, overlapping(wish(origin, &at(start))));
            assert_eq!(answer.unwrap_err(), Refusal::OverlapNeedsStaff, "{start} {origin:?}");
        }
    }
    assert_eq!(outcome(&plan(&busy, wish(Origin::Shop, &at("10:30")))), "time_taken");
    let planned = plan(&busy, overlapping(wish(Origin::Shop, &at("10:30")))).unwrap();
    assert_eq!(planned.booking.overlap_reason, Some(knowingly().reason));
    assert_eq!(planned.event, EventKind::Confirmed);
}

#[test]
fn rule_03_a_booking_lies_inside_availability() {
    let salon = warsaw()
        .busy(&[booked_at(1, "09:10", "10:05"), time_off(&at("12:00"), &at("13:00"))])
        .closed(&at("14:00"), &at("14:30"));
    let day = salon.zone.day_span("2027-02-01".parse().unwrap());
    let offers = salon.search(day);
    let offered: Vec<_> = offers.slots().map(|slot| slot.start()).collect();
    assert!(!offered.is_empty());
    for minute in 0..day.length().num_minutes() {
        let mut wanted = wish(Origin::Customer, &at("00:00"));
        wanted.start = day.start() + TimeDelta::minutes(minute);
        let start = wanted.start;
        assert_eq!(plan(&salon, wanted).is_ok(), offered.contains(&start), "{start}");
    }
    for (start, code) in [
        ("09:30", "time_taken"),
        ("12:30", "staff_away"),
        ("14:00", "shop_closed"),
    ] {
        assert_eq!(
            outcome(&plan(&salon, wish(Origin::Customer, &at(start)))),
            code,
            "{start}"
        );
    }
}

#[test]
fn rule_04_a_booking_lies_inside_working_hours() {
    let lunch = salon::every_day(&[("12:00", "12:30")]);
    let hours = salon::every_day(&[("09:00", "17:00")]);
    let salon = warsaw().with(|s| s.staff[0].schedule = Schedule::new(hours, lunch, vec![]).unwrap());
    for (start, answer) in [
        ("07:45", "outside_working_hours"),
        ("08:00", "confirmed"),
        ("10:00", "confirmed"),
        ("10:15", "outside_working_hours"),
        ("11:15", "outside_working_hours"),
        ("11:30", "confirmed"),
        ("15:00", "confirmed"),
        ("15:15", "outside_working_hours"),
        ("20:00", "outside_working_hours"),
    ] {
        for origin in [Origin::Customer, Origin::Shop] {
            assert_eq!(
                outcome(&plan(&salon, wish(origin, &at(start)))),
                answer,
                "{start} {origin:?}"
            );
        }
        // Leave to overlap is no leave to work at night.
        if answer == "outside_working_hours" {
            assert_eq!(
                outcome(&plan(&salon, overlapping(wish(Origin::Shop, &at(start))))),
                answer,
                "{start}"
            );
        }
    }
}

#[test]
fn rule_05_a_booking_ends_its_duration_after_its_start() {
    for minutes in [1, 20, 45, 60, 90, 480] {
        let salon = warsaw().with(|s| s.staff[0].terms.duration = Minutes::new(minutes));
        let booking = plan(&salon, wish(Origin::Customer, &at("08:00"))).unwrap().booking;
        assert_eq!(booking.span.length(), TimeDelta::minutes(i64::from(minutes)));
        assert_eq!(booking.segments[0].span, booking.span);
    }
    // On the night the clock goes from 02:00 to 03:00 an hour is still an hour.
    let night = Salon::new("Europe/Warsaw", &[("00:00", "24:00")]).steps(15);
    let booking = plan(&night, wish(Origin::Customer, "2027-03-28T00:30:00Z"))
        .unwrap()
        .booking;
    assert_eq!(booking.local_start.time().hour(), 1);
    assert_eq!(booking.span.end(), utc("2027-03-28T01:30:00Z"));
    assert_eq!(night.zone.local(booking.span.end()).time().hour(), 3);
}

#[test]
fn rule_06_nothing_is_booked_in_the_past() {
    let salon = warsaw().with(|s| s.now = utc(&at("10:00")));
    for origin in [Origin::Customer, Origin::Guest, Origin::Shop] {
        for start in ["09:45", "10:00"] {
            assert_eq!(
                outcome(&plan(&salon, wish(origin, &at(start)))),
                "in_the_past",
                "{start} {origin:?}"
            );
        }
        assert_eq!(outcome(&plan(&salon, wish(origin, &at("10:15")))), "confirmed");
    }
    let knowing = overlapping(wish(Origin::Shop, &at("09:45")));
    assert_eq!(outcome(&plan(&salon, knowing)), "in_the_past");
    // Nor does a request become a booking once its time has come.
    let pending = booking_in(Status::Pending, &salon, &at("12:00"));
    let confirm = |now| {
        pending
            .apply(Command::Confirm, By::Shop, &salon.policy, now)
            .map(|(b, _)| b.status)
    };
    assert_eq!(confirm(utc(&at("12:00")) - seconds(1)), Ok(Status::Confirmed));
    assert_eq!(confirm(utc(&at("12:00"))), Err(Refusal::InThePast));
}

#[test]
fn rule_07_a_customer_cancels_at_least_a_day_ahead() {
    assert_eq!(BookingPolicy::default().cancel_notice, Minutes::new(24 * 60));
    let booking = booking_in(Status::Confirmed, &warsaw(), &at("10:00"));
    for (notice, limit) in [
        (24 * 60, "2027-01-31T10:00:00Z"),
        (120, "2027-02-01T08:00:00Z"),
        (0, "2027-02-01T10:00:00Z"),
    ] {
        let policy = BookingPolicy {
            cancel_notice: Minutes::new(notice),
            ..BookingPolicy::default()
        };
        let cancel = |by, now| {
            booking
                .apply(Command::Cancel { reason: None }, by, &policy, now)
                .map(|(b, _)| b.status)
        };
        assert_eq!(cancel(By::Customer, utc(limit)), Ok(Status::Cancelled));
        let late = Refusal::TooLateToCancel {
            notice: Minutes::new(notice),
        };
        assert_eq!(cancel(By::Customer, utc(limit) + seconds(1)), Err(late));
        assert_eq!(cancel(By::Shop, utc(limit) + seconds(1)), Ok(Status::Cancelled));
        assert_eq!(booking.cancellable_until(&policy), Some(utc(limit)));
    }
}

#[test]
fn rule_10_an_email_address_is_valid() {
    for good in [
        "anna@example.pl",
        "anna.nowak+salon@mail.example.com",
        "ANNA@EXAMPLE.PL",
    ] {
        assert!(Email::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "anna",
        "anna@",
        "@example.pl",
        "anna@example",
        "anna nowak@example.pl",
        "a@b@example.pl",
        "a@x.pl\nBcc: b@x.pl",
    ] {
        assert_eq!(Email::parse(bad).unwrap_err().code, "invalid_email", "{bad:?}");
    }
}

#[test]
fn rule_11_a_customer_books_at_least_an_hour_ahead() {
    let notice = BookingPolicy::default().min_notice;
    assert_eq!(notice, Minutes::new(60));
    let asked = |now| warsaw().with(|s| (s.policy.min_notice, s.now) = (notice, now));
    let limit = utc(&at("09:00"));
    for origin in [Origin::Customer, Origin::Guest] {
        assert_eq!(outcome(&plan(&asked(limit), wish(origin, &at("10:00")))), "confirmed");
        let late = plan(&asked(limit + seconds(1)), wish(origin, &at("10:00")));
        assert_eq!(late.unwrap_err(), Refusal::TooSoon { notice }, "{origin:?}");
    }
    let walk_in = asked(utc(&at("10:00")) - seconds(1));
    assert_eq!(outcome(&plan(&walk_in, wish(Origin::Shop, &at("10:00")))), "confirmed");
}

#[test]
fn rule_12_a_phone_number_is_valid() {
    let poland = Country::parse("PL").ok();
    for (text, home) in [
        ("+48 601 234 567", None),
        ("601 234 567", poland),
        ("0048 601 234 567", poland),
        ("+966 50 123 4567", poland),
    ] {
        assert!(Phone::parse(text, home).is_ok(), "{text}");
    }
    for (text, home) in [
        ("", poland),
        ("601 234 567", None),
        ("60123", poland),
        ("+48 601 234 567 890", poland),
        ("sixty", poland),
    ] {
        assert_eq!(Phone::parse(text, home).unwrap_err().code, "invalid_phone", "{text:?}");
    }
}
