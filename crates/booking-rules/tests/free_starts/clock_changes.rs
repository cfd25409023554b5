//! The days on which the clock changes; the instants are worked out by hand from the tz database.

use booking_rules::policy::StartGrid;

use super::salon::{Salon, span, utc};

fn first_and_count(zone: &str, from: &str, to: &str, date: &str) -> (String, usize) {
    let salon = Salon::new(zone, &[(from, to)]);
    let offers = salon.search(salon.zone.day_span(date.parse().unwrap()));
    let first = offers.slots().next().map(|s| s.start().format("%dT%H:%MZ").to_string());
    (first.unwrap_or_default(), offers.len())
}

/// B6, B7, B10, B12: 09-17 on the wall is 09-17 on the wall, with eight starts of an hour.
#[test]
fn a_working_day_keeps_its_hours_on_the_day_the_clock_changes() {
    for (zone, date, first) in [
        ("Europe/Warsaw", "2027-03-27", "27T08:00Z"),
        ("Europe/Warsaw", "2027-03-28", "28T07:00Z"),
        ("Europe/Warsaw", "2027-10-31", "31T08:00Z"),
        ("Europe/London", "2027-03-28", "28T08:00Z"),
        ("Europe/London", "2027-10-31", "31T09:00Z"),
        ("America/New_York", "2027-03-14", "14T13:00Z"),
        ("America/New_York", "2027-11-07", "07T14:00Z"),
        ("Asia/Beirut", "2027-03-28", "28T06:00Z"),
        ("America/Havana", "2027-03-14", "14T13:00Z"),
        ("America/Havana", "2027-11-07", "07T14:00Z"),
        ("Africa/Cairo", "2027-04-30", "30T06:00Z"),
        ("Africa/Cairo", "2027-10-29", "29T07:00Z"),
        ("Australia/Lord_Howe", "2027-10-03", "02T22:00Z"),
        ("Australia/Lord_Howe", "2027-04-04", "03T22:30Z"),
        ("Africa/Casablanca", "2027-02-08", "08T09:00Z"),
        ("Asia/Riyadh", "2027-03-28", "28T06:00Z"),
    ] {
        assert_eq!(
            first_and_count(zone, "09:00", "17:00", date),
            (first.to_owned(), 8),
            "{zone} {date}"
        );
    }
}

/// B13: Egypt has summer time again since 2023.
#[test]
fn cairo_is_on_summer_time_in_july() {
    assert_eq!(
        first_and_count("Africa/Cairo", "09:00", "17:00", "2027-07-15"),
        ("15T06:00Z".to_owned(), 8)
    );
}

/// B8: both readings of the repeated hour are offered, each once, told apart by their offset.
#[test]
fn the_repeated_hour_is_offered_twice() {
    for grid in [StartGrid::Opening, StartGrid::Clock, StartGrid::AfterBooking] {
        let salon = Salon::new("Europe/Warsaw", &[("01:00", "05:00")]).with(|s| s.policy.start_grid = grid);
        let want = ["01:00+02", "02:00+02", "02:00+01", "03:00+01", "04:00+01"];
        assert_eq!(salon.labels("2027-10-31"), want, "{grid:?}");
    }
    let salon = Salon::new("America/New_York", &[("00:00", "03:00")]);
    assert_eq!(
        salon.labels("2027-11-07"),
        ["00:00-04", "01:00-04", "01:00-05", "02:00-05"]
    );
}

/// B9: no start has a label that the clock never shows.
#[test]
fn the_skipped_hour_is_not_offered() {
    for grid in [StartGrid::Opening, StartGrid::Clock, StartGrid::AfterBooking] {
        let salon = Salon::new("Europe/Warsaw", &[("01:00", "05:00")]).with(|s| s.policy.start_grid = grid);
        assert_eq!(
            salon.labels("2027-03-28"),
            ["01:00+01", "03:00+02", "04:00+02"],
            "{grid:?}"
        );
    }
    let salon = Salon::new("Europe/Warsaw", &[("02:00", "03:00")]);
    assert_eq!(salon.labels("2027-03-28"), [] as [&str; 0]);
}

/// B10: where midnight does not exist the day begins at one.
#[test]
fn a_day_without_midnight_begins_at_its_first_instant() {
    for (zone, date, first) in [
        ("Asia/Beirut", "2027-03-28", "01:00+03"),
        ("America/Havana", "2027-03-14", "01:00-04"),
        ("Africa/Cairo", "2027-04-30", "01:00+03"),
    ] {
        let labels = Salon::new(zone, &[("00:00", "24:00")]).labels(date);
        assert_eq!((labels[0].as_str(), labels.len()), (first, 23), "{zone}");
    }
}

/// B11: a day has the starts of its own length.
#[test]
fn an_open_day_has_as_many_starts_as_hours() {
    for (zone, date, starts) in [
        ("Europe/Warsaw", "2027-03-28", 23),
        ("Europe/Warsaw", "2027-03-29", 24),
        ("Europe/Warsaw", "2027-10-31", 25),
        ("America/Havana", "2027-11-07", 25),
        ("Africa/Cairo", "2027-10-28", 25),
        ("Asia/Riyadh", "2027-10-31", 24),
    ] {
        assert_eq!(
            Salon::new(zone, &[("00:00", "24:00")]).starts(date).len(),
            starts,
            "{zone} {date}"
        );
    }
}

/// B12: a change of half an hour moves neither the grid of the opening nor that of the clock.
#[test]
fn lord_howe_changes_by_half_an_hour() {
    let salon = Salon::new("Australia/Lord_Howe", &[("01:00", "04:00")]).steps(30);
    let clock = salon.clone().with(|s| s.policy.start_grid = StartGrid::Clock);
    for salon in [salon, clock] {
        assert_eq!(salon.starts("2027-10-03"), ["01:00", "01:30", "02:30", "03:00"]);
        assert_eq!(
            salon.labels("2027-04-04")[..4],
            ["01:00+11", "01:30+11", "01:30+10:30", "02:00+10:30"]
        );
    }
}

/// B14: 24:00 is a value, 00:00 as an end means the same, and a window may cross midnight.
#[test]
fn a_night_shift_runs_into_the_next_day() {
    assert_eq!(
        Salon::new("Europe/Warsaw", &[("22:00", "24:00")]).starts("2027-03-15"),
        ["22:00", "23:00"]
    );
    assert_eq!(
        Salon::new("Europe/Warsaw", &[("22:00", "00:00")]).starts("2027-03-15"),
        ["22:00", "23:00"]
    );
    let night = Salon::new("Europe/Warsaw", &[("22:00", "02:00")]);
    assert_eq!(night.starts("2027-03-15"), ["00:00", "01:00", "22:00", "23:00"]);
    // On Saturday 2027-03-27 the shift ends before the hour that is skipped.
    let long = Salon::new("Europe/Warsaw", &[("22:00", "04:00")]);
    assert_eq!(long.labels("2027-03-28")[..3], ["00:00+01", "01:00+01", "03:00+02"]);
    assert_eq!(
        long.search(span("2027-03-27T21:00:00Z", "2027-03-28T12:00:00Z")).len(),
        5
    );
}

/// B14: a window to 24:00 ends at the day's last instant even when midnight is skipped or repeated.
#[test]
fn a_window_to_midnight_ends_with_the_day() {
    for (zone, date, last) in [
        ("Asia/Beirut", "2027-03-27", "2027-03-27T21:00:00Z"),
        ("Africa/Cairo", "2027-10-28", "2027-10-28T21:00:00Z"),
        ("America/Havana", "2027-11-06", "2027-11-07T03:00:00Z"),
    ] {
        let salon = Salon::new(zone, &[("20:00", "24:00")]);
        let offers = salon.search(salon.zone.day_span(date.parse().unwrap()));
        assert_eq!(offers.slots().last().map(|s| s.start()), Some(utc(last)), "{zone}");
    }
}

/// B15: a date override belongs to the salon's date, far from UTC too.
#[test]
fn a_date_override_belongs_to_the_salons_date() {
    for zone in ["Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu"] {
        let salon = Salon::new(zone, &[("09:00", "12:00")]).with(|s| {
            let dates = vec![super::salon::on_date("2027-06-15", &[("14:00", "15:00")])];
            let person = &mut s.staff[0];
            person.schedule =
                booking_rules::schedule::Schedule::new(person.schedule.weekly().to_vec(), vec![], dates).unwrap();
        });
        assert_eq!(salon.starts("2027-06-14"), ["09:00", "10:00", "11:00"], "{zone}");
        assert_eq!(salon.starts("2027-06-15"), ["14:00"], "{zone}");
        assert_eq!(salon.starts("2027-06-16"), ["09:00", "10:00", "11:00"], "{zone}");
    }
}

#[test]
fn a_local_day_closes_from_its_first_instant_to_its_last() {
    let salon = Salon::new("Europe/Warsaw", &[("00:00", "24:00")]);
    let day = salon.zone.day_span("2027-10-31".parse().unwrap());
    let salon = salon.closed(&day.start().to_rfc3339(), &day.end().to_rfc3339());
    assert_eq!(salon.starts("2027-10-31").len(), 0);
    assert_eq!(salon.starts("2027-10-30").len(), 24);
    assert_eq!(salon.starts("2027-11-01").len(), 24);
}
