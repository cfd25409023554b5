use proptest::prelude::*;

use super::*;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// B10, B11: a day is its own length, never 24 h by assumption.
#[test]
fn a_day_runs_from_its_first_instant_to_the_next_days() {
    for (name, day, start, minutes) in [
        ("Europe/Warsaw", "2027-03-28", "2027-03-27T23:00:00Z", 23 * 60),
        ("Europe/Warsaw", "2027-10-31", "2027-10-30T22:00:00Z", 25 * 60),
        ("Europe/London", "2027-03-28", "2027-03-28T00:00:00Z", 23 * 60),
        ("Europe/London", "2027-10-31", "2027-10-30T23:00:00Z", 25 * 60),
        ("America/New_York", "2027-03-14", "2027-03-14T05:00:00Z", 23 * 60),
        ("America/New_York", "2027-11-07", "2027-11-07T04:00:00Z", 25 * 60),
        // Midnight does not exist: the day begins at 01:00.
        ("Asia/Beirut", "2027-03-28", "2027-03-27T22:00:00Z", 23 * 60),
        ("America/Havana", "2027-03-14", "2027-03-14T05:00:00Z", 23 * 60),
        ("Africa/Cairo", "2027-04-30", "2027-04-29T22:00:00Z", 23 * 60),
        // Midnight happens twice.
        ("America/Havana", "2027-11-07", "2027-11-07T04:00:00Z", 25 * 60),
        ("Africa/Cairo", "2027-10-28", "2027-10-27T21:00:00Z", 25 * 60),
        (
            "Australia/Lord_Howe",
            "2027-10-03",
            "2027-10-02T13:30:00Z",
            23 * 60 + 30,
        ),
        (
            "Australia/Lord_Howe",
            "2027-04-04",
            "2027-04-03T13:00:00Z",
            24 * 60 + 30,
        ),
        ("Asia/Riyadh", "2027-03-28", "2027-03-27T21:00:00Z", 24 * 60),
    ] {
        let span = zone(name).day_span(date(day));
        assert_eq!(
            (span.start(), span.length().num_minutes()),
            (utc(start), minutes),
            "{name} {day}"
        );
    }
}

/// B10: a date that the zone skipped takes the span of the next.
#[test]
fn a_skipped_date_takes_the_span_of_the_next() {
    let apia = zone("Pacific/Apia");
    assert_eq!(apia.day_span(date("2011-12-30")), apia.day_span(date("2011-12-31")));
    assert_eq!(
        apia.day_span(date("2011-12-29")).end(),
        apia.day_span(date("2011-12-31")).start()
    );
}

/// B6, B9, B10, B12: a gap is the first instant after it; B8: a fold opens first and closes second.
#[test]
fn a_wall_time_means_one_instant() {
    use Reading::{Closing, Opening};
    for (name, day, time, reading, instant) in [
        ("Europe/Warsaw", "2027-03-27", "09:00", Opening, "2027-03-27T08:00:00Z"),
        ("Europe/Warsaw", "2027-03-28", "09:00", Opening, "2027-03-28T07:00:00Z"),
        ("Europe/Warsaw", "2027-03-28", "02:00", Opening, "2027-03-28T01:00:00Z"),
        ("Europe/Warsaw", "2027-03-28", "02:30", Closing, "2027-03-28T01:00:00Z"),
        ("Europe/Warsaw", "2027-03-28", "03:00", Opening, "2027-03-28T01:00:00Z"),
        ("Europe/Warsaw", "2027-10-31", "02:30", Opening, "2027-10-31T00:30:00Z"),
        ("Europe/Warsaw", "2027-10-31", "02:30", Closing, "2027-10-31T01:30:00Z"),
        ("Europe/Warsaw", "2027-10-31", "03:00", Closing, "2027-10-31T02:00:00Z"),
        ("Europe/London", "2027-03-28", "01:30", Opening, "2027-03-28T01:00:00Z"),
        (
            "America/New_York",
            "2027-03-14",
            "09:00",
            Opening,
            "2027-03-14T13:00:00Z",
        ),
        (
            "America/New_York",
            "2027-11-07",
            "01:00",
            Opening,
            "2027-11-07T05:00:00Z",
        ),
        (
            "America/New_York",
            "2027-11-07",
            "01:00",
            Closing,
            "2027-11-07T06:00:00Z",
        ),
        ("Asia/Beirut", "2027-03-28", "00:00", Opening, "2027-03-27T22:00:00Z"),
        ("Asia/Beirut", "2027-03-28", "09:00", Opening, "2027-03-28T06:00:00Z"),
        ("Asia/Beirut", "2027-03-27", "24:00", Closing, "2027-03-27T22:00:00Z"),
        ("America/Havana", "2027-03-14", "08:00", Opening, "2027-03-14T12:00:00Z"),
        ("America/Havana", "2027-11-06", "24:00", Closing, "2027-11-07T04:00:00Z"),
        ("America/Havana", "2027-11-07", "00:30", Closing, "2027-11-07T05:30:00Z"),
        ("Africa/Cairo", "2027-04-30", "09:00", Opening, "2027-04-30T06:00:00Z"),
        ("Africa/Cairo", "2027-07-15", "09:00", Opening, "2027-07-15T06:00:00Z"),
        ("Africa/Cairo", "2027-10-28", "24:00", Closing, "2027-10-28T22:00:00Z"),
        (
            "Australia/Lord_Howe",
            "2027-10-03",
            "09:00",
            Opening,
            "2027-10-02T22:00:00Z",
        ),
        (
            "Australia/Lord_Howe",
            "2027-10-03",
            "02:15",
            Opening,
            "2027-10-02T15:30:00Z",
        ),
        (
            "Australia/Lord_Howe",
            "2027-04-04",
            "01:45",
            Closing,
            "2027-04-03T15:15:00Z",
        ),
        // Morocco leaves UTC+1 for Ramadan.
        (
            "Africa/Casablanca",
            "2027-02-08",
            "09:00",
            Opening,
            "2027-02-08T09:00:00Z",
        ),
        (
            "Africa/Casablanca",
            "2027-04-01",
            "09:00",
            Opening,
            "2027-04-01T08:00:00Z",
        ),
        ("Asia/Riyadh", "2027-03-28", "02:30", Opening, "2027-03-27T23:30:00Z"),
    ] {
        let got = zone(name).resolve(date(day), WallTime::parse(time).unwrap(), reading);
        assert_eq!(got, utc(instant), "{name} {day} {time} {reading:?}");
    }
}

/// B8: both readings of a repeated hour have a label of their own.
#[test]
fn the_two_readings_of_a_repeated_hour_carry_their_offset() {
    let warsaw = zone("Europe/Warsaw");
    assert_eq!(
        warsaw.rfc3339_local(utc("2027-10-31T00:30:00Z")),
        "2027-10-31T02:30:00+02:00"
    );
    assert_eq!(
        warsaw.rfc3339_local(utc("2027-10-31T01:30:00Z")),
        "2027-10-31T02:30:00+01:00"
    );
    assert_eq!(
        zone("Australia/Lord_Howe").offset_seconds(utc("2027-07-01T00:00:00Z")),
        37_800
    );
}

/// B13: the zone data knows that Egypt brought summer time back in 2023.
#[test]
fn the_zone_data_is_recent_and_named() {
    assert_eq!(
        zone("Africa/Cairo").offset_seconds(utc("2027-07-15T00:00:00Z")),
        3 * 3600
    );
    assert!(tz_database_version() >= "2025a", "{}", tz_database_version());
}

#[test]
fn a_zone_reads_back_from_its_name() {
    for zone in Zone::all() {
        assert_eq!(
            serde_json::from_str::<Zone>(&serde_json::to_string(&zone).unwrap()).unwrap(),
            zone
        );
    }
    for bad in ["", "Mars/Olympus", "europe/warsaw", "+02:00", "CEST"] {
        assert_eq!(Zone::parse(bad), Err(Invalid::new("unknown_time_zone")), "{bad}");
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_panic() {
    for zone in Zone::all() {
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(zone.day_span(end).length() > TimeDelta::zero());
            let _ = zone.resolve(end, WallTime::END_OF_DAY, Reading::Closing);
        }
        for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = (zone.local(end), zone.rfc3339_local(end));
        }
    }
}

/// B9, B10: for every zone and date, days touch, hold their own wall times, and nothing panics.
#[test]
fn the_days_of_every_zone_follow_each_other_without_a_hole() {
    let first = date("2024-01-01");
    for zone in Zone::all() {
        let mut end = zone.day_span(first).start();
        for day in first.iter_days().take(366 * 5) {
            let span = zone.day_span(day);
            assert_eq!(span.start(), end, "{zone} {day}");
            assert_eq!(zone.local_date(span.start()), day, "{zone} {day}");
            end = span.end();
        }
    }
}

proptest! {
    #[test]
    fn every_instant_reads_back_from_its_label(index in 0..chrono_tz::TZ_VARIANTS.len(), minute in -36_000_000i64..121_000_000) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[index]);
        let instant = DateTime::from_timestamp(minute * 60, 0).unwrap();
        // Local mean times of long ago have seconds in their offset, which a label cannot show.
        prop_assume!(zone.offset_seconds(instant) % 60 == 0);
        let read = DateTime::parse_from_rfc3339(&zone.rfc3339_local(instant)).unwrap();
        prop_assert_eq!(read.to_utc(), instant);
        prop_assert_eq!(read.naive_local(), zone.local(instant));
    }

    #[test]
    fn a_wall_time_of_any_date_since_1900_resolves_close_to_itself(
        index in 0..chrono_tz::TZ_VARIANTS.len(), days in -25_567i64..84_006, minutes in 0u16..=1440,
    ) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[index]);
        let day = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + TimeDelta::days(days);
        let time = WallTime::new(minutes).unwrap();
        let (opening, closing) = (zone.resolve(day, time, Reading::Opening), zone.resolve(day, time, Reading::Closing));
        prop_assert!(opening <= closing);
        // A gap moves the label forward; the largest ever was a skipped day.
        let moved = zone.local(opening) - time.on(day);
        prop_assert!(TimeDelta::zero() <= moved && moved <= TimeDelta::days(1), "{zone} {day} {time}: {moved}");
        prop_assert!(zone.day_span(day).length() > TimeDelta::zero());
    }
}
