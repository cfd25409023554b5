//! How soon, how far ahead and how often.

use booking_rules::availability::{MAX_SEARCH_DAYS, next};
use booking_rules::policy::Horizon;
use booking_rules::schedule::Schedule;
use booking_rules::values::Minutes;
use chrono::TimeDelta;

use super::salon::{Salon, booked, booking_id, on_date, span, utc};

fn salon(horizon: Horizon) -> Salon {
    Salon::new("Europe/Warsaw", &[("09:00", "17:00")]).with(|s| {
        s.policy.horizon = horizon;
        s.now = utc("2027-03-22T07:30:00Z");
    })
}

/// The local dates that offer anything in the five weeks from 2027-03-15.
fn dates(salon: &Salon) -> Vec<String> {
    let offers = salon.search(span("2027-03-15T00:00:00Z", "2027-04-20T00:00:00Z"));
    let mut dates: Vec<String> = offers
        .slots()
        .map(|s| salon.zone.local_date(s.start()).to_string())
        .collect();
    dates.dedup();
    dates
}

/// B30, rule 6: now itself is past; the next minute is not.
#[test]
fn a_start_must_lie_after_now() {
    let at = |now: &str| {
        salon(Horizon::RollingDays { days: 9 })
            .with(|s| s.now = utc(now))
            .code("2027-03-22T08:00:00Z")
    };
    assert_eq!(at("2027-03-22T08:00:00Z"), "in_the_past");
    assert_eq!(at("2027-03-22T08:00:01Z"), "in_the_past");
    assert_eq!(at("2027-03-22T07:59:59Z"), "free");
}

/// B30, rule 11: a start exactly at now + notice is offered, a second later it is not.
#[test]
fn the_notice_is_inclusive() {
    let at = |now: &str| {
        let salon = salon(Horizon::RollingDays { days: 9 }).with(|s| {
            s.policy.min_notice = Minutes::new(60);
            s.now = utc(now);
        });
        (
            salon.code("2027-03-22T08:00:00Z"),
            salon.starts("2027-03-22")[0].clone(),
        )
    };
    assert_eq!(at("2027-03-22T07:00:00Z"), ("free", "09:00".to_owned()));
    // Clocks tick finer than notices: the running second is given.
    assert_eq!(at("2027-03-22T07:00:00.999Z"), ("free", "09:00".to_owned()));
    assert_eq!(at("2027-03-22T07:00:01Z"), ("too_soon", "10:00".to_owned()));
}

#[test]
fn rolling_days_count_from_today_in_the_shops_zone() {
    let salon = salon(Horizon::RollingDays { days: 2 });
    assert_eq!(dates(&salon), ["2027-03-22", "2027-03-23", "2027-03-24"]);
    assert_eq!(salon.code("2027-03-25T08:00:00Z"), "beyond_horizon");
    // At 23:30Z it is already tomorrow in Warsaw.
    let late = salon.with(|s| s.now = utc("2027-03-22T23:30:00Z"));
    assert_eq!(dates(&late), ["2027-03-23", "2027-03-24", "2027-03-25"]);
}

#[test]
fn the_horizon_ends_with_its_local_day_when_the_clock_changes() {
    let open = Salon::new("Europe/Warsaw", &[("00:00", "24:00")]).with(|s| {
        s.policy.horizon = Horizon::RollingDays { days: 1 };
        s.now = utc("2027-10-30T10:00:00Z");
    });
    assert_eq!(open.code("2027-10-31T22:00:00Z"), "free");
    assert_eq!(open.code("2027-10-31T23:00:00Z"), "beyond_horizon");
}

#[test]
fn a_fixed_range_includes_both_days() {
    let date = |text: &str| text.parse().unwrap();
    let fixed = salon(Horizon::FixedRange {
        from: date("2027-03-24"),
        to: date("2027-03-25"),
    });
    assert_eq!(dates(&fixed), ["2027-03-24", "2027-03-25"]);
    assert_eq!(fixed.code("2027-03-23T08:00:00Z"), "beyond_horizon");
    let reversed = salon(Horizon::FixedRange {
        from: date("2027-03-25"),
        to: date("2027-03-24"),
    });
    assert!(dates(&reversed).is_empty());
}

#[test]
fn open_days_count_only_days_with_a_start_left() {
    let closed = |dates: &[&str]| {
        let weekly = super::salon::every_day(&[("09:00", "10:00")]);
        Schedule::new(weekly, vec![], dates.iter().map(|d| on_date(d, &[])).collect()).unwrap()
    };
    let open = salon(Horizon::RollingOpenDays { days: 3 }).with(|s| {
        s.staff[0].schedule = closed(&["2027-03-23", "2027-03-25"]);
        s.staff[0].entries = vec![booked(1, "2027-03-24T08:00:00Z", "2027-03-24T08:30:00Z")];
    });
    // Today, not Tuesday (closed), not Wednesday (full), not Thursday (closed), Friday, Saturday.
    assert_eq!(dates(&open), ["2027-03-22", "2027-03-26", "2027-03-27"]);
    assert_eq!(open.code("2027-03-28T07:00:00Z"), "beyond_horizon");
    // Once today's only start is gone, the horizon moves on by a day.
    let later = open.clone().with(|s| s.now = utc("2027-03-22T08:00:00Z"));
    assert_eq!(dates(&later), ["2027-03-26", "2027-03-27", "2027-03-28"]);
    assert!(dates(&open.with(|s| s.policy.horizon = Horizon::RollingOpenDays { days: 0 })).is_empty());
}

/// What one customer holds moves nobody's horizon.
#[test]
fn the_customers_own_bookings_do_not_move_the_horizon() {
    let open = salon(Horizon::RollingOpenDays { days: 1 }).with(|s| {
        s.customer = vec![booked(1, "2027-03-22T08:00:00Z", "2027-03-22T17:00:00Z")];
    });
    assert!(dates(&open).is_empty());
}

#[test]
fn a_shop_that_is_hardly_open_is_looked_at_for_so_long_and_no_longer() {
    let rare = salon(Horizon::RollingOpenDays { days: 5 }).with(|s| {
        let dates = vec![
            on_date("2027-06-21", &[("09:00", "10:00")]),
            on_date("2027-06-22", &[("09:00", "10:00")]),
        ];
        s.staff[0].schedule = Schedule::new(vec![], vec![], dates).unwrap();
    });
    assert_eq!(rare.code("2027-06-21T07:00:00Z"), "free");
    assert_eq!(rare.code("2027-06-22T07:00:00Z"), "beyond_horizon");
}

#[test]
fn a_staff_member_takes_so_many_bookings_a_local_day() {
    let mine = [
        // 23:30 in Warsaw: the day before, though the UTC date is the same as that of the next.
        booked(1, "2027-03-22T22:30:00Z", "2027-03-22T23:00:00Z"),
        booked(2, "2027-03-23T09:00:00Z", "2027-03-23T09:30:00Z"),
        booked(2, "2027-03-23T10:00:00Z", "2027-03-23T10:30:00Z"),
    ];
    let limited = |limit| {
        salon(Horizon::RollingDays { days: 9 })
            .busy(&mine)
            .with(|s| s.policy.staff_daily_limit = Some(limit))
    };
    assert_eq!(limited(1).code("2027-03-22T12:00:00Z"), "daily_limit_reached");
    assert_eq!(limited(1).code("2027-03-23T12:00:00Z"), "daily_limit_reached");
    // Two segments of one booking are one booking.
    assert_eq!(limited(2).code("2027-03-23T12:00:00Z"), "free");
    assert_eq!(limited(1).code("2027-03-24T12:00:00Z"), "free");
    assert_eq!(
        limited(1)
            .with(|s| s.moving = Some(booking_id(2)))
            .code("2027-03-23T12:00:00Z"),
        "free"
    );
    assert_eq!(dates(&limited(1))[0], "2027-03-24");
}

#[test]
fn a_customer_makes_so_many_bookings_a_local_day() {
    let limited = salon(Horizon::RollingDays { days: 9 }).with(|s| {
        s.policy.customer_daily_limit = Some(1);
        s.customer = vec![booked(1, "2027-03-23T09:00:00Z", "2027-03-23T09:30:00Z")];
    });
    assert_eq!(limited.code("2027-03-23T12:00:00Z"), "daily_limit_reached");
    assert_eq!(limited.code("2027-03-24T12:00:00Z"), "free");
}

/// Rule 1.
#[test]
fn a_customer_cannot_hold_two_times_at_once() {
    let busy = salon(Horizon::RollingDays { days: 9 }).with(|s| {
        s.customer = vec![booked(1, "2027-03-23T09:30:00Z", "2027-03-23T10:00:00Z")];
    });
    assert_eq!(busy.code("2027-03-23T09:00:00Z"), "customer_busy");
    assert_eq!(busy.code("2027-03-23T08:00:00Z"), "free");
    assert_eq!(busy.code("2027-03-23T10:00:00Z"), "free");
    assert!(!busy.starts("2027-03-23").contains(&"10:00".to_owned()));
}

#[test]
fn no_search_is_longer_than_the_cap() {
    let salon = salon(Horizon::RollingDays { days: u16::MAX });
    let from = utc("2027-03-22T23:00:00Z");
    let offers = salon.search(booking_rules::time::Span::new(from, from + TimeDelta::days(5_000)).unwrap());
    let last = offers.slots().last().unwrap().start();
    assert_eq!((last - from).num_days(), MAX_SEARCH_DAYS - 1);
    assert_eq!(offers.len() as i64, MAX_SEARCH_DAYS * 8);
}

#[test]
fn the_next_starts_are_the_first_of_the_search() {
    let salon = salon(Horizon::RollingDays { days: 9 });
    let (from, until) = (utc("2027-03-22T00:00:00Z"), utc("2027-04-22T00:00:00Z"));
    let found = salon.ask(|q| next(q, from, until, 3));
    let starts: Vec<_> = found.slots().map(|s| s.start()).collect();
    assert_eq!(
        starts,
        ["2027-03-22T08:00:00Z", "2027-03-22T09:00:00Z", "2027-03-22T10:00:00Z"].map(utc)
    );
    assert!(salon.ask(|q| next(q, until, from, 3)).is_empty());
}
