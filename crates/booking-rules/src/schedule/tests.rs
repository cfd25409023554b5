use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::time::Zone;

fn time(text: &str) -> WallTime {
    WallTime::parse(text).unwrap()
}

fn week(day: Weekday, from: &str, to: &str) -> WeeklyWindow {
    WeeklyWindow {
        day,
        from: time(from),
        to: time(to),
    }
}

fn on(date: &str, intervals: &[(&str, &str)]) -> DateOverride {
    let intervals = intervals
        .iter()
        .map(|(f, t)| DailyWindow {
            from: time(f),
            to: time(t),
        })
        .collect();
    DateOverride {
        date: date.parse().unwrap(),
        intervals,
    }
}

fn faults(
    weekly: Vec<WeeklyWindow>,
    breaks: Vec<WeeklyWindow>,
    dates: Vec<DateOverride>,
) -> Vec<(String, &'static str)> {
    let found = Schedule::new(weekly, breaks, dates).err().unwrap_or_default();
    found.into_iter().map(|f| (f.path, f.code)).collect()
}

/// The working windows of dates as `start/end` in UTC.
fn windows(schedule: &Schedule, zone: &str, first: &str, last: &str) -> Vec<String> {
    let found = schedule.working_windows(
        Zone::parse(zone).unwrap(),
        first.parse().unwrap(),
        last.parse().unwrap(),
    );
    let shown = |t: DateTime<Utc>| t.format("%d %H:%M").to_string();
    found
        .iter()
        .map(|w| format!("{}-{}", shown(w.span.start()), shown(w.span.end())))
        .collect()
}

use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue};

#[test]
fn a_sound_schedule_is_accepted() {
    let breaks = vec![week(Mon, "12:00", "12:30"), week(Tue, "02:00", "02:30")];
    let weekly = vec![
        week(Mon, "09:00", "17:00"),
        week(Mon, "22:00", "06:00"),
        week(Tue, "06:00", "24:00"),
        week(Sun, "20:00", "00:00"),
    ];
    assert_eq!(
        faults(
            weekly,
            breaks,
            vec![
                on("2027-03-15", &[("09:00", "12:00"), ("12:00", "15:00")]),
                on("2027-03-20", &[])
            ]
        ),
        []
    );
    assert_eq!(faults(vec![], vec![], vec![]), []);
}

#[test]
fn an_unsound_schedule_says_where_and_what() {
    let path = |p: &str, code| vec![(p.to_owned(), code)];
    assert_eq!(
        faults(vec![week(Mon, "09:00", "09:00")], vec![], vec![]),
        path("weekly[0].to", "empty_interval")
    );
    assert_eq!(
        faults(vec![week(Mon, "24:00", "02:00")], vec![], vec![]),
        path("weekly[0].from", "invalid_wall_time")
    );
    let twice = vec![week(Mon, "09:00", "12:00"), week(Mon, "11:59", "13:00")];
    assert_eq!(faults(twice, vec![], vec![]), path("weekly[1]", "overlapping_windows"));
    let across_midnight = vec![week(Tue, "05:00", "12:00"), week(Mon, "22:00", "06:00")];
    assert_eq!(
        faults(across_midnight, vec![], vec![]),
        path("weekly[1]", "overlapping_windows")
    );
    let across_the_week = vec![week(Mon, "00:30", "08:00"), week(Sun, "20:00", "01:00")];
    assert_eq!(
        faults(across_the_week, vec![], vec![]),
        path("weekly[1]", "overlapping_windows")
    );
    let stray = vec![week(Mon, "12:30", "13:30")];
    assert_eq!(
        faults(vec![week(Mon, "09:00", "13:00")], stray, vec![]),
        path("breaks[0]", "break_outside_windows")
    );
    let dates = vec![on("2027-03-15", &[]), on("2027-03-15", &[("09:00", "10:00")])];
    assert_eq!(faults(vec![], vec![], dates), path("dates[1].date", "duplicate_date"));
    let dates = vec![on("2027-03-15", &[("09:00", "12:00"), ("11:00", "13:00")])];
    assert_eq!(
        faults(vec![], vec![], dates),
        path("dates[0].intervals[1]", "overlapping_windows")
    );
    let many = vec![week(Mon, "09:00", "09:10"); 9];
    assert_eq!(faults(many, vec![], vec![]), path("weekly", "too_many_windows"));
}

#[test]
fn an_override_may_not_overlap_the_nights_around_it() {
    let night = || vec![week(Thu, "22:00", "06:00"), week(Sat, "05:00", "12:00")];
    let overlap = vec![("dates[0].intervals[0]".to_owned(), "overlapping_windows")];
    assert_eq!(
        faults(night(), vec![], vec![on("2027-03-19", &[("05:00", "12:00")])]),
        overlap
    );
    assert_eq!(
        faults(night(), vec![], vec![on("2027-03-19", &[("20:00", "06:00")])]),
        overlap
    );
    assert_eq!(
        faults(
            night(),
            vec![],
            vec![on("2027-03-19", &[("06:00", "12:00"), ("20:00", "05:00")])]
        ),
        []
    );
}

/// B6: the hours are wall times on both sides of the change.
#[test]
fn opening_hours_stay_on_the_wall_clock_when_the_clock_changes() {
    let all = Weekday::ALL.map(|d| week(d, "09:00", "17:00")).to_vec();
    let schedule = Schedule::new(all, vec![], vec![]).unwrap();
    for (zone, first, last, want) in [
        (
            "Europe/Warsaw",
            "2027-03-27",
            "2027-03-28",
            ["27 08:00-27 16:00", "28 07:00-28 15:00"],
        ),
        (
            "America/New_York",
            "2027-03-13",
            "2027-03-14",
            ["13 14:00-13 22:00", "14 13:00-14 21:00"],
        ),
        (
            "Africa/Cairo",
            "2027-04-29",
            "2027-04-30",
            ["29 07:00-29 15:00", "30 06:00-30 14:00"],
        ),
        (
            "Asia/Beirut",
            "2027-03-27",
            "2027-03-28",
            ["27 07:00-27 15:00", "28 06:00-28 14:00"],
        ),
        (
            "Australia/Lord_Howe",
            "2027-10-02",
            "2027-10-03",
            ["01 22:30-02 06:30", "02 22:00-03 06:00"],
        ),
        (
            "Asia/Riyadh",
            "2027-03-27",
            "2027-03-28",
            ["27 06:00-27 14:00", "28 06:00-28 14:00"],
        ),
    ] {
        assert_eq!(windows(&schedule, zone, first, last), want, "{zone}");
    }
}

/// B14: 24:00 is a value, and a window may cross midnight.
#[test]
fn windows_end_at_midnight_or_after_it() {
    let schedule = Schedule::new(
        vec![
            week(Mon, "00:00", "24:00"),
            week(Tue, "18:00", "00:00"),
            week(Fri, "22:00", "06:00"),
        ],
        vec![],
        vec![],
    )
    .unwrap();
    let got = windows(&schedule, "Europe/Warsaw", "2027-03-15", "2027-03-19");
    assert_eq!(got, ["14 23:00-15 23:00", "16 17:00-16 23:00", "19 21:00-20 05:00"]);
    // The night of the spring change is an hour shorter.
    let sat = Schedule::new(vec![week(Sat, "22:00", "06:00")], vec![], vec![]).unwrap();
    assert_eq!(
        windows(&sat, "Europe/Warsaw", "2027-03-27", "2027-03-27"),
        ["27 21:00-28 04:00"]
    );
}

/// B9: a window inside the skipped hour has no instants.
#[test]
fn a_window_inside_the_skipped_hour_is_left_out() {
    let schedule = Schedule::new(vec![week(Sun, "02:00", "03:00")], vec![], vec![]).unwrap();
    assert!(windows(&schedule, "Europe/Warsaw", "2027-03-28", "2027-03-28").is_empty());
    assert_eq!(
        windows(&schedule, "Europe/Warsaw", "2027-10-31", "2027-10-31"),
        ["31 00:00-31 02:00"]
    );
}

/// B15: an override belongs to the shop's date; the night before keeps its tail and the tail's break.
#[test]
fn an_override_replaces_what_starts_on_its_date_only() {
    let schedule = Schedule::new(
        vec![week(Thu, "22:00", "06:00"), week(Fri, "09:00", "17:00")],
        vec![week(Fri, "02:00", "02:30"), week(Fri, "12:00", "13:00")],
        vec![on("2027-03-19", &[("10:00", "14:00")])],
    )
    .unwrap();
    let zone = Zone::parse("Europe/Warsaw").unwrap();
    let found = schedule.working_windows(zone, "2027-03-18".parse().unwrap(), "2027-03-19".parse().unwrap());
    assert_eq!(
        windows(&schedule, "Europe/Warsaw", "2027-03-18", "2027-03-19"),
        ["18 21:00-19 05:00", "19 09:00-19 13:00"]
    );
    assert_eq!(found.iter().map(|w| w.breaks.len()).collect::<Vec<_>>(), [1, 0]);
    let closed = Schedule::new(vec![week(Fri, "09:00", "17:00")], vec![], vec![on("2027-03-19", &[])]).unwrap();
    assert!(windows(&closed, "Europe/Warsaw", "2027-03-19", "2027-03-19").is_empty());
}

#[test]
fn a_schedule_reads_back_and_an_unsound_one_is_not_read() {
    let text = r#"{"weekly":[{"day":"mon","from":"09:00","to":"17:00"}],"breaks":[{"day":"mon","from":"12:00","to":"12:30"}],"dates":[{"date":"2027-03-15","intervals":[]}]}"#;
    let schedule: Schedule = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&schedule).unwrap(), text);
    let unsound = text.replace("12:30", "18:30");
    let error = serde_json::from_str::<Schedule>(&unsound).unwrap_err().to_string();
    assert!(error.contains("breaks[0]: break_outside_windows"), "{error}");
}

fn any_window() -> impl Strategy<Value = WeeklyWindow> {
    (0usize..7, 0u16..48, 0u16..=48).prop_map(|(day, from, to)| WeeklyWindow {
        day: Weekday::ALL[day],
        from: WallTime::new(from * 30).unwrap(),
        to: WallTime::new(to * 30).unwrap(),
    })
}

proptest! {
    /// The circle of the week, half hour by half hour, says the same as the comparison.
    #[test]
    fn accepted_windows_never_overlap_and_refused_ones_do(windows in prop::collection::vec(any_window(), 1..6)) {
        let mut seen = [0u8; 7 * 48];
        for w in &windows {
            let start = usize::from(w.week_minute() / 30);
            for k in 0..usize::from(w.daily().length() / 30) {
                seen[(start + k) % seen.len()] += 1;
            }
        }
        let sound = windows.iter().all(|w| w.daily().length() > 0) && seen.iter().all(|n| *n <= 1);
        prop_assert_eq!(Schedule::new(windows, vec![], vec![]).is_ok(), sound);
    }
}
