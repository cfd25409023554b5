//! Why not: the most specific rule is named.

use booking_rules::Refusal;
use booking_rules::availability::{Finding, check, explain, is_free};
use booking_rules::values::Minutes;
use chrono::{DateTime, Utc};

use super::salon::{Salon, booked, span, staff, time_off, utc};

fn salon() -> Salon {
    Salon::new("Europe/London", &[("09:00", "17:00")])
}

fn two(salon: Salon) -> Salon {
    salon.with(|s| s.staff.push(s.staff[0].clone()))
}

#[test]
fn each_rule_has_its_refusal() {
    let open = salon();
    for (start, code) in [
        ("2027-01-11T09:00:00Z", "free"),
        ("2027-01-11T16:00:00Z", "free"),
        ("2027-01-11T16:01:00Z", "outside_working_hours"),
        ("2027-01-11T08:00:00Z", "outside_working_hours"),
        ("2027-01-11T09:30:00Z", "off_grid"),
        ("2027-01-11T10:00:30Z", "off_grid"),
        ("2026-12-31T10:00:00Z", "in_the_past"),
        ("2032-01-11T10:00:00Z", "beyond_horizon"),
    ] {
        assert_eq!(open.code(start), code, "{start}");
    }
    let closed = salon().closed("2027-01-11T12:00:00Z", "2027-01-11T13:00:00Z");
    assert_eq!(closed.code("2027-01-11T12:00:00Z"), "shop_closed");
    assert_eq!(closed.code("2027-01-11T11:30:00Z"), "shop_closed");
    assert_eq!(closed.code("2027-01-11T13:00:00Z"), "free");
}

#[test]
fn the_candidate_who_came_closest_gives_the_reason() {
    let mut salon = two(salon());
    salon.staff[0].entries = vec![time_off("2027-01-11T00:00:00Z", "2027-01-12T00:00:00Z")];
    salon.staff[1].entries = vec![booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")];
    assert_eq!(salon.code("2027-01-11T10:00:00Z"), "time_taken");
    assert_eq!(salon.check("2027-01-11T11:00:00Z"), Ok(vec![staff(1)]));
    let wanted = |who| {
        salon.ask(|q| {
            check(q, utc("2027-01-11T10:00:00Z"), Some(staff(who)))
                .unwrap_err()
                .code()
        })
    };
    assert_eq!(
        [wanted(0), wanted(1), wanted(2)],
        ["staff_away", "time_taken", "staff_without_service"]
    );
}

#[test]
fn nobody_who_performs_the_service_is_its_own_reason() {
    let nobody = salon().with(|s| s.staff.clear());
    assert_eq!(nobody.code("2027-01-11T10:00:00Z"), "staff_without_service");
    assert!(
        nobody
            .search(span("2027-01-11T00:00:00Z", "2027-01-12T00:00:00Z"))
            .is_empty()
    );
}

#[test]
fn the_explanation_lists_every_rule_of_every_candidate() {
    let mut salon = two(salon()).closed("2027-01-11T10:30:00Z", "2027-01-11T12:00:00Z");
    salon.staff[1].entries = vec![booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")];
    let of = |who, refusal| Finding {
        staff: Some(staff(who)),
        refusal,
    };
    assert_eq!(
        salon.ask(|q| explain(q, utc("2027-01-11T10:00:00Z"), None)),
        [
            of(0, Refusal::ShopClosed),
            of(1, Refusal::ShopClosed),
            of(1, Refusal::TimeTaken)
        ]
    );
    assert_eq!(salon.ask(|q| explain(q, utc("2027-01-11T09:00:00Z"), None)), []);
}

#[test]
fn candidates_with_other_durations_end_at_other_times() {
    let mut salon = two(salon());
    salon.staff[1].terms.duration = Minutes::new(90);
    let offers = salon.search(span("2027-01-11T00:00:00Z", "2027-01-12T00:00:00Z"));
    let ends: Vec<_> = offers.slots().next().unwrap().free().map(|f| f.end).collect();
    assert_eq!(ends, [utc("2027-01-11T10:00:00Z"), utc("2027-01-11T10:30:00Z")]);
    // At 16:00 an hour still fits, an hour and a half does not.
    assert_eq!(salon.check("2027-01-11T16:00:00Z"), Ok(vec![staff(0)]));
}

/// B1: more candidates than a machine word has bits are listed alike.
#[test]
fn a_hundred_and_thirty_candidates_are_listed_in_order() {
    let mut salon = salon();
    salon.staff = vec![salon.staff[0].clone(); 130];
    salon.staff[64].entries = vec![booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")];
    let free = salon.check("2027-01-11T10:00:00Z").unwrap();
    assert_eq!(free, (0..130).filter(|n| *n != 64).map(staff).collect::<Vec<_>>());
    assert_eq!(salon.check("2027-01-11T11:00:00Z").unwrap().len(), 130);
}

/// B2: the conflict rule alone, for every transition to an active status.
#[test]
fn the_conflict_rule_looks_at_entries_only() {
    let salon = salon().busy(&[booked(1, "2027-01-11T10:00:00Z", "2027-01-11T11:00:00Z")]);
    let free = |start, end| salon.ask(|q| is_free(q, staff(0), span(start, end)));
    assert!(free("2027-01-11T03:07:00Z", "2027-01-11T04:00:00Z"));
    assert!(!free("2027-01-11T10:59:00Z", "2027-01-11T11:30:00Z"));
    assert!(!salon.ask(|q| is_free(q, staff(9), span("2027-01-11T03:00:00Z", "2027-01-11T04:00:00Z"))));
}

#[test]
fn the_ends_of_time_are_refused_without_a_panic() {
    let salon = salon().closed("2027-01-11T12:00:00Z", "2027-01-11T13:00:00Z");
    for start in [
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
        utc("9999-12-31T23:59:59Z"),
        utc("0001-01-01T00:00:00Z"),
    ] {
        assert!(salon.ask(|q| check(q, start, None)).is_err(), "{start}");
        let now = salon.clone().with(|s| s.now = start);
        assert!(now.check("2027-01-11T10:00:00Z").is_err(), "{start}");
    }
}
