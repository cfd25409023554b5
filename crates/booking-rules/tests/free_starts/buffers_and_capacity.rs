//! How bookings keep apart, and how many persons there may be at once.

use booking_rules::policy::BufferRule;
use booking_rules::values::Minutes;

use super::salon::{Salon, booked, booking_id, held, seated, time_off};

fn salon() -> Salon {
    Salon::new("Europe/London", &[("09:00", "17:00")]).steps(15)
}

fn buffers(before: u32, after: u32, theirs: (u32, u32), rule: BufferRule) -> Salon {
    let mut entry = booked(1, "2027-01-11T12:00:00Z", "2027-01-11T13:00:00Z");
    (entry.buffer_before, entry.buffer_after) = (Minutes::new(theirs.0), Minutes::new(theirs.1));
    salon().busy(&[entry]).with(|s| {
        s.policy.buffer_rule = rule;
        (s.staff[0].terms.buffer_before, s.staff[0].terms.buffer_after) = (Minutes::new(before), Minutes::new(after));
    })
}

/// B5: one written rule: the last start before and the first after a booking from 12:00 to 13:00.
#[test]
fn two_bookings_keep_their_buffers_apart() {
    use BufferRule::{Max, Sum};
    for (before, after, theirs, rule, last, first) in [
        (0, 0, (0, 0), Sum, "11:00", "13:00"),
        (0, 15, (0, 0), Sum, "10:45", "13:00"),
        (15, 0, (0, 0), Sum, "11:00", "13:15"),
        (0, 0, (15, 30), Sum, "10:45", "13:30"),
        (15, 15, (15, 30), Sum, "10:30", "13:45"),
        (15, 15, (15, 30), Max, "10:45", "13:30"),
        (45, 0, (0, 15), Sum, "11:00", "14:00"),
        (45, 0, (0, 15), Max, "11:00", "13:45"),
    ] {
        let salon = buffers(before, after, theirs, rule);
        let starts = salon.starts("2027-01-11");
        let around = (
            starts.iter().rfind(|s| s.as_str() < "12:00"),
            starts.iter().find(|s| s.as_str() >= "12:00"),
        );
        assert_eq!(
            around,
            (Some(&last.to_owned()), Some(&first.to_owned())),
            "{before} {after} {theirs:?} {rule:?}"
        );
        assert!(salon.check(&format!("2027-01-11T{first}:00Z")).is_ok());
        assert_eq!(salon.code("2027-01-11T12:30:00Z"), "time_taken");
    }
}

/// Only the service itself must fit into working time; buffers may reach outside.
#[test]
fn buffers_may_reach_outside_working_hours() {
    let salon = buffers(60, 60, (0, 0), BufferRule::Sum);
    let starts = salon.starts("2027-01-11");
    assert_eq!(
        (starts.first().unwrap().as_str(), starts.last().unwrap().as_str()),
        ("09:00", "16:00")
    );
}

/// Buffers stand between bookings; time off is met by none.
#[test]
fn time_off_is_met_without_buffers() {
    let salon =
        buffers(30, 30, (0, 0), BufferRule::Sum).busy(&[time_off("2027-01-11T12:00:00Z", "2027-01-11T13:00:00Z")]);
    assert!(salon.check("2027-01-11T11:00:00Z").is_ok());
    assert!(salon.check("2027-01-11T13:00:00Z").is_ok());
    assert_eq!(salon.code("2027-01-11T11:15:00Z"), "staff_away");
}

/// B30: neighbours that touch do not conflict, to the second.
#[test]
fn ends_are_half_open_to_the_second() {
    let touching = salon().busy(&[booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")]);
    assert!(touching.check("2027-01-11T09:00:00Z").is_ok());
    assert!(touching.check("2027-01-11T11:00:00Z").is_ok());
    let late = salon().busy(&[booked(1, "2027-01-11T09:59:59Z", "2027-01-11T11:00:01Z")]);
    assert_eq!(late.code("2027-01-11T09:00:00Z"), "time_taken");
    assert_eq!(late.code("2027-01-11T11:00:00Z"), "time_taken");
}

fn class(capacity: u16, persons: u16) -> Salon {
    salon().with(|s| {
        s.staff[0].terms.capacity = capacity;
        s.persons = persons;
    })
}

/// B4: two groups one after the other never meet, so one seat beside each is enough.
#[test]
fn capacity_is_the_peak_of_persons_present_not_the_number_of_bookings() {
    let one_after_the_other = [
        seated(1, 1, 1, "2027-01-11T10:00:00Z", "2027-01-11T10:30:00Z"),
        seated(2, 1, 1, "2027-01-11T10:30:00Z", "2027-01-11T11:00:00Z"),
    ];
    assert!(
        class(2, 1)
            .busy(&one_after_the_other)
            .check("2027-01-11T10:00:00Z")
            .is_ok()
    );
    let at_once = [
        seated(1, 1, 1, "2027-01-11T10:00:00Z", "2027-01-11T10:31:00Z"),
        seated(2, 1, 1, "2027-01-11T10:30:00Z", "2027-01-11T11:00:00Z"),
    ];
    assert_eq!(class(2, 1).busy(&at_once).code("2027-01-11T10:00:00Z"), "time_taken");
    assert!(class(3, 1).busy(&at_once).check("2027-01-11T10:00:00Z").is_ok());
    assert_eq!(class(3, 2).busy(&at_once).code("2027-01-11T10:00:00Z"), "time_taken");
}

/// B4: a booking that stands in the books of two days is one booking.
#[test]
fn a_booking_in_two_books_counts_once() {
    let entry = seated(1, 1, 1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z");
    assert!(class(2, 1).busy(&[entry, entry]).check("2027-01-11T10:00:00Z").is_ok());
}

/// B3, B4: places are shared within one service only.
#[test]
fn another_service_and_time_off_take_every_place() {
    let other = class(5, 1).busy(&[booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")]);
    assert_eq!(other.code("2027-01-11T10:00:00Z"), "time_taken");
    let away = class(5, 1).busy(&[time_off("2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")]);
    assert_eq!(away.code("2027-01-11T10:00:00Z"), "staff_away");
}

#[test]
fn more_persons_than_places_are_never_taken() {
    assert_eq!(class(2, 3).code("2027-01-11T10:00:00Z"), "over_capacity");
    assert!(class(2, 2).check("2027-01-11T10:00:00Z").is_ok());
    assert!(class(2, 3).starts("2027-01-11").is_empty());
}

/// B3: a hold takes the time of every service until it passes; nothing has to run for it to be free again.
#[test]
fn a_hold_blocks_until_it_passes() {
    let hold = [held(
        1,
        "2027-01-11T10:00:00Z",
        "2027-01-11T11:00:00Z",
        "2027-01-02T00:00:00Z",
    )];
    let asked_at = |now: &str| {
        salon()
            .busy(&hold)
            .with(|s| s.now = super::salon::utc(now))
            .code("2027-01-11T10:00:00Z")
    };
    assert_eq!(asked_at("2027-01-01T23:59:59Z"), "time_taken");
    assert_eq!(asked_at("2027-01-02T00:00:00Z"), "free");
}

#[test]
fn a_booking_is_not_in_the_way_of_its_own_move() {
    let salon = salon().busy(&[booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")]);
    assert_eq!(salon.code("2027-01-11T10:30:00Z"), "time_taken");
    let moving = |number| salon.clone().with(|s| s.moving = Some(booking_id(number)));
    assert_eq!(moving(1).code("2027-01-11T10:30:00Z"), "free");
    assert_eq!(moving(2).code("2027-01-11T10:30:00Z"), "time_taken");
}
