//! Which command is allowed in which status, by whom, and to which second.

#[path = "free_starts/salon.rs"]
#[expect(dead_code, reason = "shared with the tests of availability, which use all of it")]
mod salon;
#[expect(dead_code, reason = "shared with the tests of planning")]
mod wishes;

use booking_rules::Refusal;
use booking_rules::booking::{Booking, By, Command, EventKind, Origin, Status};
use booking_rules::day_book::Occupant;
use booking_rules::policy::Confirmation;
use booking_rules::values::{Minutes, Notes};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use salon::{Salon, utc};
use wishes::{booking_in, outcome, plan, replan, seconds, wish};

const START: &str = "2027-02-03T10:00:00Z";

fn salon() -> Salon {
    Salon::new("UTC", &[("00:00", "24:00")])
}

fn booking(status: Status) -> Booking {
    booking_in(status, &salon(), START)
}

fn reason() -> Option<Notes> {
    Notes::parse("The water is off").ok()
}

/// A hold that is given up is released: nobody was told of a booking.
fn told(status: Status, event: EventKind) -> EventKind {
    match (status, event) {
        (Status::Held, EventKind::Cancelled) => EventKind::Released,
        _ => event,
    }
}

/// Every command with the event that tells of it and a moment at which time does not stand against it.
fn commands() -> [(Command, EventKind, DateTime<Utc>); 9] {
    let (start, hour) = (utc(START), TimeDelta::hours(1));
    [
        (Command::Confirm, EventKind::Confirmed, start - hour),
        (Command::Reject { reason: reason() }, EventKind::Rejected, start - hour),
        (Command::Cancel { reason: reason() }, EventKind::Cancelled, start - hour),
        (Command::CheckIn, EventKind::CheckedIn, start),
        (Command::Complete, EventKind::Completed, start + hour),
        (Command::MarkNoShow, EventKind::MarkedNoShow, start + hour),
        // A held booking of these tests is held until ten minutes before its start.
        (Command::Expire, EventKind::Expired, start),
        (Command::Acknowledge, EventKind::Acknowledged, start - hour),
        (Command::TakeOffer, EventKind::Confirmed, start - hour),
    ]
}

/// The status after confirm, reject, cancel, check in, complete, no show, expire, acknowledge, take offer; `-` is not_allowed_now.
const TABLE: [(Status, [&str; 9]); 8] = [
    (
        Status::Held,
        [
            "confirmed",
            "-",
            "cancelled",
            "-",
            "-",
            "-",
            "cancelled",
            "-",
            "confirmed",
        ],
    ),
    (
        Status::Pending,
        ["confirmed", "rejected", "cancelled", "-", "-", "-", "-", "-", "-"],
    ),
    (
        Status::Confirmed,
        [
            "-",
            "-",
            "cancelled",
            "checked_in",
            "completed",
            "no_show",
            "-",
            "confirmed",
            "-",
        ],
    ),
    (Status::CheckedIn, ["-", "-", "-", "-", "completed", "-", "-", "-", "-"]),
    (Status::Completed, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Status::Cancelled, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Status::Rejected, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Status::NoShow, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
];

#[test]
fn every_command_in_every_status_does_what_the_table_says() {
    assert_eq!(TABLE.map(|(status, _)| status), Status::ALL);
    for (status, row) in TABLE {
        for ((command, event, now), expected) in commands().into_iter().zip(row) {
            let before = booking(status);
            let shown = format!("{command:?} while {status:?}");
            let after = before.apply(command, By::Shop, &salon().policy, now);
            match (expected, after) {
                ("-", answer) => assert_eq!(answer, Err(Refusal::NotAllowedNow { status }), "{shown}"),
                (next, Ok((after, happened))) => {
                    assert_eq!(
                        (after.status.as_str(), happened),
                        (next, told(status, event)),
                        "{shown}"
                    );
                    assert_eq!(
                        (after.updated_at, after.span, after.price),
                        (now, before.span, before.price),
                        "{shown}"
                    );
                }
                (next, Err(refusal)) => panic!("{shown}: {} in place of {next}", refusal.code()),
            }
        }
    }
}

#[test]
fn a_booking_moves_only_while_it_is_held_pending_or_confirmed() {
    for status in Status::ALL {
        let answer = replan(
            &salon(),
            &booking(status),
            utc(START) + TimeDelta::hours(3),
            None,
            None,
            By::Shop,
        );
        match status {
            Status::Held | Status::Pending | Status::Confirmed => {
                let moved = answer.unwrap();
                assert_eq!((moved.booking.status, moved.event), (status, EventKind::Rescheduled));
            }
            _ => assert_eq!(answer.unwrap_err(), Refusal::NotAllowedNow { status }),
        }
    }
}

#[test]
fn the_sequence_rises_when_the_time_is_given_up_or_changed_and_never_otherwise() {
    for (status, row) in TABLE {
        for ((command, event, now), _) in commands().into_iter().zip(row).filter(|(_, next)| *next != "-") {
            let (after, _) = booking(status).apply(command, By::Shop, &salon().policy, now).unwrap();
            let tells = matches!(event, EventKind::Cancelled | EventKind::Rejected | EventKind::Expired);
            assert_eq!(after.sequence, u32::from(tells), "{status:?} {event:?}");
        }
    }
    let first = booking(Status::Confirmed);
    let moved = replan(&salon(), &first, utc(START) + TimeDelta::hours(3), None, None, By::Shop)
        .unwrap()
        .booking;
    let again = replan(&salon(), &moved, utc(START), None, None, By::Shop)
        .unwrap()
        .booking;
    assert_eq!((first.sequence, moved.sequence, again.sequence), (0, 1, 2));
}

#[test]
fn a_customer_cancels_and_moves_up_to_the_last_second_of_the_notice() {
    let salon = salon();
    let notice = Minutes::new(24 * 60);
    assert_eq!(salon.policy.cancel_notice, notice);
    let confirmed = booking(Status::Confirmed);
    let limit = utc(START) - TimeDelta::days(1);
    let cancel = |by, now| {
        let command = Command::Cancel { reason: reason() };
        confirmed
            .apply(command, by, &salon.policy, now)
            .map(|(b, _)| (b.status, b.closing_reason))
    };
    let reschedule = |by, now| {
        let then = salon.clone().with(|s| s.now = now);
        replan(&then, &confirmed, utc(START) + TimeDelta::days(1), None, None, by).map(|p| p.booking.status)
    };
    assert_eq!(cancel(By::Customer, limit), Ok((Status::Cancelled, reason())));
    assert_eq!(reschedule(By::Customer, limit), Ok(Status::Confirmed));
    assert_eq!(
        cancel(By::Customer, limit + TimeDelta::milliseconds(999)),
        Ok((Status::Cancelled, reason()))
    );
    let late = limit + seconds(1);
    assert_eq!(cancel(By::Customer, late), Err(Refusal::TooLateToCancel { notice }));
    assert_eq!(
        reschedule(By::Customer, late),
        Err(Refusal::TooLateToReschedule { notice })
    );
    for by in [By::Shop, By::System] {
        assert_eq!(cancel(by, late), Ok((Status::Cancelled, reason())));
        assert_eq!(reschedule(by, late), Ok(Status::Confirmed));
    }
}

#[test]
fn what_the_shop_has_not_accepted_may_be_withdrawn_at_any_moment() {
    let policy = salon().policy;
    for status in [Status::Pending, Status::Held] {
        for now in [utc(START) - TimeDelta::days(2), utc(START) - seconds(1), utc(START)] {
            let answer = booking(status).apply(Command::Cancel { reason: None }, By::Customer, &policy, now);
            assert_eq!(answer.map(|(b, _)| b.status), Ok(Status::Cancelled), "{status:?} {now}");
        }
        assert_eq!(booking(status).cancellable_until(&policy), Some(utc(START)));
    }
    for status in [
        Status::CheckedIn,
        Status::Completed,
        Status::Cancelled,
        Status::Rejected,
        Status::NoShow,
    ] {
        assert_eq!(booking(status).cancellable_until(&policy), None);
    }
}

#[test]
fn a_hold_ends_at_its_second() {
    let policy = salon().policy;
    let held = booking(Status::Held);
    let until = held.held_until.unwrap();
    let ask = |command, now| {
        held.apply(command, By::System, &policy, now)
            .map(|(b, _)| (b.status, b.held_until))
    };
    assert_eq!(ask(Command::Confirm, until - seconds(1)), Ok((Status::Confirmed, None)));
    assert_eq!(ask(Command::Confirm, until), Err(Refusal::HoldExpired));
    assert_eq!(
        ask(Command::Expire, until - seconds(1)),
        Err(Refusal::NotAllowedNow { status: Status::Held })
    );
    assert_eq!(ask(Command::Expire, until), Ok((Status::Cancelled, None)));
    let moved = |now| {
        let salon = salon().with(|s| s.now = now);
        replan(&salon, &held, utc(START), None, None, By::Shop).map(|m| m.booking.status)
    };
    assert_eq!(moved(until - seconds(1)), Ok(Status::Held));
    assert_eq!(moved(until), Err(Refusal::HoldExpired));
}

#[test]
fn a_passed_hold_is_free_before_any_job_has_run() {
    let held = booking(Status::Held);
    let until = held.held_until.unwrap();
    let entries: Vec<_> = held.staff_entries().into_iter().map(|(_, entry)| entry).collect();
    assert!(matches!(entries[0].occupant, Occupant::Booking { held_until: Some(at), .. } if at == until));
    let asked = |now| {
        let salon = salon().busy(&entries).with(|s| s.now = now);
        outcome(&plan(&salon, wish(Origin::Customer, START)))
    };
    assert_eq!(asked(until - seconds(1)), "time_taken");
    assert_eq!(asked(until), "confirmed");
    let (confirmed, _) = held
        .apply(Command::Confirm, By::System, &salon().policy, until - seconds(1))
        .unwrap();
    let (_, entry) = confirmed.staff_entries()[0];
    assert!(matches!(entry.occupant, Occupant::Booking { held_until: None, .. }));
}

#[test]
fn a_visit_is_completed_or_missed_only_once_its_time_has_come() {
    let policy = salon().policy;
    let early = utc(START) - seconds(1);
    let ask = |status, command, now| {
        booking(status)
            .apply(command, By::Shop, &policy, now)
            .map(|(b, _)| b.status)
    };
    for (command, after) in [
        (Command::Complete, Status::Completed),
        (Command::MarkNoShow, Status::NoShow),
    ] {
        assert_eq!(
            ask(Status::Confirmed, command.clone(), early),
            Err(Refusal::NotYetStarted)
        );
        assert_eq!(ask(Status::Confirmed, command, utc(START)), Ok(after));
    }
    // Whoever has come early may leave early.
    assert_eq!(ask(Status::CheckedIn, Command::Complete, early), Ok(Status::Completed));
}

/// One step of a random life: a command, or a move by some hours.
#[derive(Debug, Clone)]
enum Step {
    Ask(Command),
    Move { hours: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0usize..9).prop_map(|n| Step::Ask(commands()[n].0.clone())),
        1 => (-60i64..60).prop_map(|hours| Step::Move { hours }),
    ]
}

fn life() -> impl Strategy<Value = Vec<(Step, By, i64)>> {
    let by = prop_oneof![Just(By::Customer), Just(By::Shop), Just(By::System)];
    // Minutes from the start: three days before to three hours after.
    proptest::collection::vec((step(), by, -4320i64..180), 1..12)
}

proptest! {
    #[test]
    fn a_life_never_leaves_its_end_nor_lowers_its_sequence(
        from in prop_oneof![Just(Status::Held), Just(Status::Pending), Just(Status::Confirmed)],
        steps in life(),
    ) {
        let salon = salon();
        let mut current = booking(from);
        for (step, by, minutes) in steps {
            let now = utc(START) + TimeDelta::minutes(minutes);
            let answer = match step {
                Step::Ask(command) => current.apply(command, by, &salon.policy, now),
                Step::Move { hours } => {
                    let then = salon.clone().with(|s| s.now = now);
                    let to = current.span.start() + TimeDelta::hours(hours);
                    replan(&then, &current, to, None, None, by).map(|p| (p.booking, p.event))
                }
            };
            let Ok((next, event)) = answer else { continue };
            prop_assert!(current.status.holds_time(), "{:?} left by {event:?}", current.status);
            let gives_up = [
                EventKind::Cancelled,
                EventKind::Released,
                EventKind::Rejected,
                EventKind::Expired,
                EventKind::Rescheduled,
            ];
            prop_assert_eq!(next.sequence, current.sequence + u32::from(gives_up.contains(&event)));
            prop_assert!(next.held_until.is_none() || next.status == Status::Held);
            prop_assert_eq!(next.span.length(), current.span.length());
            prop_assert_eq!((next.id, next.customer, next.created_at), (current.id, current.customer, current.created_at));
            current = next;
        }
    }
}

#[test]
fn a_visit_is_acknowledged_before_it_begins_and_until_it_moves() {
    let confirmed = booking(Status::Confirmed);
    let policy = salon().policy;
    let start = utc(START);
    let ask = |at| confirmed.apply(Command::Acknowledge, By::Customer, &policy, at);
    assert_eq!(ask(start), Err(Refusal::InThePast));
    let (acknowledged, event) = ask(start - seconds(1)).unwrap();
    assert_eq!(event, EventKind::Acknowledged);
    assert_eq!(acknowledged.acknowledged_at, Some(start - seconds(1)));
    assert_eq!(
        (acknowledged.status, acknowledged.sequence),
        (confirmed.status, confirmed.sequence),
        "what was planned for it stands"
    );
}

#[test]
fn an_offer_that_is_taken_begins_as_a_booking_made_anew() {
    let held = booking(Status::Held);
    let until = held.held_until.unwrap();
    let mut policy = salon().policy;
    for (confirmation, by, expected) in [
        (
            Confirmation::Automatic,
            By::Customer,
            (Status::Confirmed, EventKind::Confirmed),
        ),
        (
            Confirmation::ByShop,
            By::Customer,
            (Status::Pending, EventKind::Requested),
        ),
        (
            Confirmation::ByShop,
            By::Shop,
            (Status::Confirmed, EventKind::Confirmed),
        ),
    ] {
        policy.confirmation = confirmation;
        let (taken, event) = held.apply(Command::TakeOffer, by, &policy, until - seconds(1)).unwrap();
        assert_eq!((taken.status, event), expected, "{confirmation:?} {by:?}");
        assert_eq!((taken.held_until, taken.offered_to), (None, None));
        let late = held.apply(Command::TakeOffer, by, &policy, until);
        assert_eq!(late.unwrap_err(), Refusal::HoldExpired);
    }
}
