//! From a wish to a booking and from a booking to its move: who serves, at what price, and who may overlap.

#[path = "free_starts/salon.rs"]
#[expect(dead_code, reason = "shared with the tests of availability, which use all of it")]
mod salon;
#[expect(dead_code, reason = "shared with the tests of the life cycle")]
mod wishes;

use booking_rules::Refusal;
use booking_rules::booking::{self, By, EventKind, Origin, Status};
use booking_rules::catalog::{Service, StaffService};
use booking_rules::day_book::Entry;
use booking_rules::policy::Confirmation;
use booking_rules::schedule::Schedule;
use booking_rules::values::{Minutes, Name};
use chrono::TimeDelta;
use salon::{Person, Salon, booked, held, seated, service, staff, time_off, utc};
use wishes::{knowingly, outcome, overlapping, plan, price_with, replan, wish, with, zloty};

fn at(day_time: &str) -> String {
    format!("2027-02-01T{day_time}:00Z")
}

fn booked_at(number: u128, from: &str, to: &str) -> Entry {
    booked(number, &at(from), &at(to))
}

/// As many people as there are lists of entries, each working 08:00 to 20:00 UTC.
fn salon(entries: &[&[Entry]]) -> Salon {
    Salon::new("UTC", &[("08:00", "20:00")]).steps(30).with(|s| {
        let first = s.staff[0].clone();
        s.staff = entries
            .iter()
            .map(|own| Person {
                entries: own.to_vec(),
                ..first.clone()
            })
            .collect();
    })
}

fn who_serves(salon: &Salon, start: &str) -> booking_rules::ids::StaffId {
    plan(salon, wish(Origin::Customer, &at(start)))
        .unwrap()
        .booking
        .segments[0]
        .staff
}

#[test]
fn a_shop_that_gives_its_consent_is_asked_by_customers_only() {
    let salon = salon(&[&[]]).with(|s| s.policy.confirmation = Confirmation::ByShop);
    for (origin, status, event) in [
        (Origin::Customer, Status::Pending, EventKind::Requested),
        (Origin::Guest, Status::Pending, EventKind::Requested),
        (Origin::Shop, Status::Confirmed, EventKind::Confirmed),
    ] {
        let planned = plan(&salon, wish(origin, &at("10:00"))).unwrap();
        assert_eq!((planned.booking.status, planned.event), (status, event));
        assert!(planned.booking.status.holds_time());
    }
}

#[test]
fn of_those_who_are_free_the_least_booked_one_serves() {
    let (much, little) = ([booked_at(1, "08:00", "10:00")], [booked_at(2, "08:00", "09:00")]);
    assert_eq!(who_serves(&salon(&[&much, &little]), "12:00"), staff(1));
    assert_eq!(who_serves(&salon(&[&little, &much]), "12:00"), staff(0));
    // The least booked one is of no use while busy.
    assert_eq!(
        who_serves(
            &salon(&[&much, &little]).with(|s| s.staff[1].entries = vec![booked_at(2, "12:00", "13:00")]),
            "12:00"
        ),
        staff(0)
    );
}

#[test]
fn the_first_listed_serves_among_equals() {
    let each = [booked_at(1, "08:00", "09:00")];
    assert_eq!(who_serves(&salon(&[&each, &each]), "12:00"), staff(0));
    assert_eq!(who_serves(&salon(&[&[], &[]]), "12:00"), staff(0));
}

#[test]
fn neither_an_absence_nor_a_passed_hold_counts_as_work() {
    let little = [booked_at(2, "08:00", "09:00")];
    let away = [time_off(&at("14:00"), &at("20:00"))];
    let passed = [held(1, &at("08:00"), &at("11:00"), "2026-12-31T00:00:00Z")];
    let live = [held(1, &at("08:00"), &at("11:00"), "2027-01-31T00:00:00Z")];
    assert_eq!(who_serves(&salon(&[&little, &away]), "12:00"), staff(1));
    assert_eq!(who_serves(&salon(&[&little, &passed]), "12:00"), staff(1));
    assert_eq!(who_serves(&salon(&[&little, &live]), "12:00"), staff(0));
}

/// A booking across UTC midnight stands in two day books and comes twice.
#[test]
fn a_booking_that_stands_in_two_books_counts_once_as_work() {
    let twice = [booked_at(1, "08:00", "09:00"), booked_at(1, "08:00", "09:00")];
    let more = [booked_at(2, "08:00", "09:30")];
    assert_eq!(who_serves(&salon(&[&more, &twice]), "12:00"), staff(1));
}

#[test]
fn whoever_is_asked_for_serves_or_nobody_does() {
    let salon = salon(&[&[booked_at(1, "12:00", "13:00")], &[]]);
    assert_eq!(
        outcome(&plan(&salon, with(staff(0), wish(Origin::Customer, &at("12:00"))))),
        "time_taken"
    );
    let planned = plan(&salon, with(staff(0), wish(Origin::Customer, &at("13:00")))).unwrap();
    assert_eq!(planned.booking.segments[0].staff, staff(0));
    assert_eq!(
        outcome(&plan(&salon, with(staff(9), wish(Origin::Customer, &at("13:00"))))),
        "staff_without_service"
    );
}

#[test]
fn a_staff_member_has_a_price_and_a_duration_of_their_own() {
    let hour = Service {
        id: service(1),
        name: Name::parse("Cut").unwrap(),
        description: None,
        category: None,
        duration: Minutes::new(60),
        price: zloty(100),
        buffer_before: Minutes::new(5),
        buffer_after: Minutes::new(10),
        capacity: 1,
        shops: None,
        reminders: None,
        vat_rate: None,
        material_cost: None,
        archived_at: None,
    };
    let plain = StaffService {
        service: hour.id,
        price: None,
        duration: None,
    };
    let own = StaffService {
        price: Some(zloty(130)),
        duration: Some(Minutes::new(45)),
        ..plain
    };
    for (terms, minutes, price) in [(plain, 60, zloty(100)), (own, 45, zloty(130))] {
        let salon = salon(&[&[]]).with(|s| s.staff[0].terms = terms.terms_of(&hour));
        let wanted = wish(Origin::Customer, &at("10:00"));
        let booking = salon
            .ask(|q| booking::plan(q, wanted, |_| Some(terms.price_of(&hour))))
            .unwrap()
            .booking;
        assert_eq!(booking.span.length(), TimeDelta::minutes(minutes));
        assert_eq!((booking.segments[0].price, booking.price), (price, price));
        let (_, entry) = booking.staff_entries()[0];
        assert_eq!(
            (entry.buffer_before, entry.buffer_after),
            (Minutes::new(5), Minutes::new(10))
        );
        assert_eq!(entry.occupied().length(), TimeDelta::minutes(minutes + 15));
    }
}

#[test]
fn a_price_is_for_each_person() {
    let group = |persons| salon(&[&[]]).with(|s| (s.staff[0].terms.capacity, s.persons) = (4, persons));
    for persons in [1, 3, 4] {
        let booking = plan(&group(persons), wish(Origin::Customer, &at("10:00")))
            .unwrap()
            .booking;
        assert_eq!((booking.persons, booking.segments[0].price), (persons, zloty(100)));
        assert_eq!(booking.price, zloty(100 * i64::from(persons)));
    }
    let five = plan(&group(5), wish(Origin::Customer, &at("10:00")));
    assert_eq!(five.unwrap_err(), Refusal::OverCapacity { capacity: 4 });
}

#[test]
fn a_group_takes_persons_until_it_is_full() {
    let two_of_four = [seated(1, 1, 2, &at("10:00"), &at("11:00"))];
    let joining = |persons, start: &str| {
        let salon = salon(&[&two_of_four]).with(|s| (s.staff[0].terms.capacity, s.persons) = (4, persons));
        outcome(&plan(&salon, wish(Origin::Customer, &at(start))))
    };
    assert_eq!(
        (joining(1, "10:00"), joining(2, "10:00"), joining(3, "10:00")),
        ("confirmed", "confirmed", "time_taken")
    );
    assert_eq!((joining(3, "10:30"), joining(4, "11:00")), ("time_taken", "confirmed"));
}

#[test]
fn leave_to_overlap_is_recorded_only_where_it_was_needed() {
    let salon = salon(&[&[booked_at(1, "10:00", "11:00")]]);
    for (start, needed) in [("09:00", false), ("09:30", true), ("10:30", true), ("11:00", false)] {
        let planned = plan(&salon, overlapping(wish(Origin::Shop, &at(start)))).unwrap();
        assert_eq!(planned.booking.overlap_reason.is_some(), needed, "{start}");
    }
    // The customer's own other booking is set aside with the same leave.
    let holding = salon.with(|s| s.customer = vec![booked_at(2, "15:00", "16:00")]);
    let planned = plan(&holding, overlapping(wish(Origin::Shop, &at("15:30")))).unwrap();
    assert_eq!(planned.booking.overlap_reason, Some(knowingly().reason));
}

#[test]
fn leave_to_overlap_opens_nothing_but_bookings() {
    let salon = salon(&[&[time_off(&at("10:00"), &at("11:00"))]]).closed(&at("14:00"), &at("15:00"));
    for (start, code) in [
        ("10:30", "staff_away"),
        ("14:30", "shop_closed"),
        ("19:30", "outside_working_hours"),
        ("12:10", "off_grid"),
    ] {
        assert_eq!(
            outcome(&plan(&salon, overlapping(wish(Origin::Shop, &at(start))))),
            code,
            "{start}"
        );
    }
}

#[test]
fn a_move_keeps_the_price_agreed_with_the_same_staff_member() {
    let open = salon(&[&[], &[]]);
    let mut agreed = plan(&open, with(staff(0), wish(Origin::Customer, &at("10:00"))))
        .unwrap()
        .booking;
    agreed.segments[0].price = zloty(80);
    agreed.price = zloty(80);
    let to = utc(&at("15:00"));
    for wanted in [None, Some(staff(0))] {
        let moved = replan(&open, &agreed, to, wanted, None, By::Customer).unwrap();
        assert_eq!(
            (moved.booking.price, moved.booking.segments[0].staff),
            (zloty(80), staff(0))
        );
        assert_eq!(moved.event, EventKind::Rescheduled);
    }
    let moved = replan(&open, &agreed, to, Some(staff(1)), None, By::Customer)
        .unwrap()
        .booking;
    assert_eq!((moved.price, moved.segments[0].staff), (zloty(150), staff(1)));
    assert_eq!(moved.span.start(), to);
    assert_eq!(moved.span.length(), TimeDelta::hours(1));
    assert_eq!(moved.local_start, open.zone.local(to));
    assert_eq!(
        (moved.id, moved.created_at, moved.status),
        (agreed.id, agreed.created_at, agreed.status)
    );
}

#[test]
fn whoever_has_no_price_for_the_service_does_not_perform_it() {
    assert_eq!(price_with(staff(2)), None);
    let open = salon(&[&[], &[], &[]]);
    let wanted = plan(&open, with(staff(2), wish(Origin::Customer, &at("10:00"))));
    assert_eq!(wanted.unwrap_err(), Refusal::StaffWithoutService);
}

#[test]
fn a_booking_does_not_stand_in_its_own_way() {
    let first = plan(&salon(&[&[]]), wish(Origin::Customer, &at("10:00")))
        .unwrap()
        .booking;
    let entries: Vec<Entry> = first.staff_entries().into_iter().map(|(_, entry)| entry).collect();
    let booked = salon(&[&entries]).with(|s| s.customer = first.customer_entry().into_iter().collect());
    assert_eq!(
        outcome(&plan(&booked, wish(Origin::Customer, &at("10:30")))),
        "customer_busy"
    );
    let moved = replan(&booked, &first, utc(&at("10:30")), None, None, By::Customer)
        .unwrap()
        .booking;
    assert_eq!(moved.span.start(), utc(&at("10:30")));
    assert_eq!(moved.overlap_reason, None);
}

#[test]
fn a_move_into_a_taken_time_needs_the_leave_of_the_shop() {
    let first = plan(&salon(&[&[]]), wish(Origin::Customer, &at("10:00")))
        .unwrap()
        .booking;
    let busy = salon(&[&[booked_at(1, "15:00", "16:00")]]);
    let to = utc(&at("15:00"));
    let leave = knowingly();
    assert_eq!(outcome(&replan(&busy, &first, to, None, None, By::Shop)), "time_taken");
    assert_eq!(
        outcome(&replan(&busy, &first, to, None, Some(&leave), By::Customer)),
        "overlap_needs_staff"
    );
    let moved = replan(&busy, &first, to, None, Some(&leave), By::Shop).unwrap().booking;
    assert_eq!(moved.overlap_reason, Some(leave.reason.clone()));
    // Moved on to a free time, it overlaps no more and says so.
    let again = replan(&busy, &moved, utc(&at("17:00")), None, Some(&leave), By::Shop)
        .unwrap()
        .booking;
    assert_eq!(again.overlap_reason, None);
}

#[test]
fn a_move_keeps_to_the_hours_of_whoever_serves() {
    let short = Schedule::new(salon::every_day(&[("08:00", "12:00")]), vec![], vec![]).unwrap();
    let open = salon(&[&[], &[]]).with(|s| s.staff[0].schedule = short);
    let first = plan(&open, with(staff(0), wish(Origin::Customer, &at("10:00"))))
        .unwrap()
        .booking;
    let to = utc(&at("15:00"));
    assert_eq!(
        outcome(&replan(&open, &first, to, None, None, By::Customer)),
        "outside_working_hours"
    );
    assert_eq!(
        outcome(&replan(&open, &first, to, Some(staff(1)), None, By::Customer)),
        "confirmed"
    );
}
