use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn quiet(from: &str, to: &str) -> QuietHours {
    QuietHours::new(WallTime::parse(from).unwrap(), WallTime::parse(to).unwrap()).unwrap()
}

/// Zone, quiet hours, due, start, and when it goes out as the wall clock of the zone shows it.
type Case = (
    &'static str,
    (&'static str, &'static str),
    &'static str,
    &'static str,
    Option<&'static str>,
);

const CASES: &[Case] = &[
    // Not quiet: at its time.
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-09T09:00:00Z",
        "2027-03-10T09:00:00Z",
        Some("2027-03-09T10:00:00+01:00"),
    ),
    // At the first quiet minute, and at the first that is not.
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-09T21:00:00Z",
        "2027-03-10T21:00:00Z",
        Some("2027-03-10T07:00:00+01:00"),
    ),
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-10T06:00:00Z",
        "2027-03-10T08:00:00Z",
        Some("2027-03-10T07:00:00+01:00"),
    ),
    // Half an hour remains, and a minute less.
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-10T04:30:00Z",
        "2027-03-10T06:30:00Z",
        Some("2027-03-10T07:00:00+01:00"),
    ),
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-10T04:29:00Z",
        "2027-03-10T06:29:00Z",
        Some("2027-03-09T21:45:00+01:00"),
    ),
    // The night of the change to summer time has an hour less, and the wall clock decides.
    (
        "Europe/Warsaw",
        ("22:00", "07:00"),
        "2027-03-28T01:30:00Z",
        "2027-03-28T09:00:00Z",
        Some("2027-03-28T07:00:00+02:00"),
    ),
    // An end that is jumped over: what the clock shows instead.
    (
        "Europe/Warsaw",
        ("22:00", "02:30"),
        "2027-03-28T00:30:00Z",
        "2027-03-28T09:00:00Z",
        Some("2027-03-28T03:00:00+02:00"),
    ),
    // An end shown twice: the second time.
    (
        "Europe/Warsaw",
        ("22:00", "02:30"),
        "2027-10-30T23:30:00Z",
        "2027-10-31T09:00:00Z",
        Some("2027-10-31T02:30:00+01:00"),
    ),
    // A beginning shown twice: before the first.
    (
        "Europe/Warsaw",
        ("02:30", "09:00"),
        "2027-10-31T01:45:00Z",
        "2027-10-31T08:10:00Z",
        Some("2027-10-31T02:15:00+02:00"),
    ),
    // Midnight is jumped over in Cairo and shown twice in Havana.
    (
        "Africa/Cairo",
        ("20:00", "24:00"),
        "2027-04-29T20:00:00Z",
        "2027-04-30T12:00:00Z",
        Some("2027-04-30T01:00:00+03:00"),
    ),
    (
        "America/Havana",
        ("20:00", "00:00"),
        "2027-11-07T03:30:00Z",
        "2027-11-07T18:00:00Z",
        Some("2027-11-07T00:00:00-05:00"),
    ),
    // Lord Howe changes by half an hour.
    (
        "Australia/Lord_Howe",
        ("21:00", "02:15"),
        "2027-10-02T14:00:00Z",
        "2027-10-03T02:00:00Z",
        Some("2027-10-03T02:30:00+11:00"),
    ),
    // Quiet at noon, and nearly always quiet: the time left before is too short.
    (
        "Asia/Riyadh",
        ("12:00", "15:00"),
        "2027-03-09T09:30:00Z",
        "2027-03-09T14:00:00Z",
        Some("2027-03-09T15:00:00+03:00"),
    ),
    (
        "Asia/Riyadh",
        ("12:00", "11:50"),
        "2027-03-09T04:00:00Z",
        "2027-03-09T06:00:00Z",
        None,
    ),
];

#[test]
fn a_reminder_waits_for_the_morning_or_comes_the_evening_before() {
    for (name, (from, to), due, start, want) in CASES {
        let long_ago = at("2027-01-01T00:00:00Z");
        let found = reminder_time(at(due), at(start), Some(quiet(from, to)), zone(name), long_ago);
        let found = found.map(|found| zone(name).rfc3339_local(found));
        assert_eq!(found.as_deref(), *want, "{name} {from}-{to}, due {due}");
    }
}

#[test]
fn an_evening_that_has_passed_is_no_time() {
    let (night, warsaw) = (Some(quiet("22:00", "07:00")), zone("Europe/Warsaw"));
    let (due, start) = (at("2027-03-10T04:00:00Z"), at("2027-03-10T06:00:00Z"));
    let evening = at("2027-03-09T20:45:00Z");
    let before = |now| reminder_time(due, start, night, warsaw, now);
    assert_eq!(before(at("2027-03-09T20:44:59Z")), Some(evening));
    assert_eq!(before(evening), None);
    assert_eq!(
        reminder_time(due, start, None, warsaw, due),
        Some(due),
        "who asked for no quiet gets it"
    );
    assert_eq!(
        reminder_time(start, start, None, warsaw, due),
        None,
        "never at or after the start"
    );
}

#[test]
fn what_has_no_end_waits_for_the_end_of_the_quiet() {
    let night = Some(quiet("22:00", "07:00"));
    let riyadh = zone("Asia/Riyadh");
    let found = waking_time(at("2027-03-09T22:00:00Z"), night, riyadh);
    assert_eq!(found, Some(at("2027-03-10T04:00:00Z")));
    let noon = at("2027-03-09T09:00:00Z");
    assert_eq!(waking_time(noon, night, riyadh), Some(noon));
    assert_eq!(waking_time(noon, None, riyadh), Some(noon));
}

fn any_quiet() -> impl Strategy<Value = QuietHours> {
    let time = || (0u16..=1440).prop_map(|minutes| WallTime::new(minutes).unwrap());
    (time(), time()).prop_filter_map("not empty", |(from, to)| QuietHours::new(from, to).ok())
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let zones: Vec<Zone> = Zone::all().collect();
    prop::sample::select(zones)
}

/// Seconds from 1970 to 2100: every change of every zone that a booking may meet.
fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0i64..4_102_444_800).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_reminder_is_never_quiet_never_after_the_start_and_never_in_the_past(
        zone in any_zone(),
        quiet in any_quiet(),
        start in any_instant(),
        ahead in 1i64..43_200,
        early in 0i64..100_000,
    ) {
        let due = start - TimeDelta::minutes(ahead);
        let now = due - TimeDelta::minutes(early);
        if let Some(found) = reminder_time(due, start, Some(quiet), zone, now) {
            prop_assert!(!is_quiet(found, quiet, zone), "{found} is quiet");
            prop_assert!(found < start);
            prop_assert!(found >= now);
            prop_assert!(found <= due || found <= start - LEAST_LEAD);
            // Another two look-ups for one message would be two answers.
            prop_assert_eq!(reminder_time(found, start, Some(quiet), zone, now), Some(found));
        }
    }

    #[test]
    fn what_is_due_now_and_not_quiet_goes_out_now(zone in any_zone(), quiet in any_quiet(), now in any_instant()) {
        let start = now + TimeDelta::minutes(1);
        let found = reminder_time(now, start, Some(quiet), zone, now);
        prop_assert_eq!(found, (!is_quiet(now, quiet, zone)).then_some(now));
    }

    #[test]
    fn whoever_waits_wakes_within_three_days(zone in any_zone(), quiet in any_quiet(), now in any_instant()) {
        if let Some(found) = waking_time(now, Some(quiet), zone) {
            prop_assert!(!is_quiet(found, quiet, zone));
            prop_assert!(found >= now && found <= now + TimeDelta::days(4));
        }
    }

    #[test]
    fn nothing_panics_at_the_ends_of_time(zone in any_zone(), quiet in any_quiet(), first in any::<bool>()) {
        let end = if first { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        let _ = waking_time(end, Some(quiet), zone);
        let _ = reminder_time(end, DateTime::<Utc>::MAX_UTC, Some(quiet), zone, end);
    }
}
