//! How long somebody could have been booked.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::Period;
use crate::schedule::Schedule;
use crate::time::{Span, Zone};

/// Minutes of working time by the shop's days: the schedule without its breaks and without what lies in `closed` (closures of
/// the shop, time off). A day on which the clock changes has the minutes that it has.
#[must_use]
pub fn available_minutes(schedule: &Schedule, zone: Zone, closed: &[Span], period: Period) -> BTreeMap<NaiveDate, i64> {
    let mut found = BTreeMap::new();
    // A window of the evening before may reach into the first day.
    let begin = period.first().pred_opt().unwrap_or(period.first());
    for window in schedule.working_windows(zone, begin, period.last()) {
        let mut pieces = vec![window.span];
        for hole in window.breaks.iter().chain(closed) {
            pieces = pieces.into_iter().flat_map(|piece| without(piece, hole)).collect();
        }
        for piece in pieces {
            let mut day = zone.local_date(piece.start());
            // A window is shorter than two days.
            for _ in 0..3 {
                let part = zone.day_span(day).intersection(&piece);
                if let Some(part) = part.filter(|_| period.contains(day)) {
                    *found.entry(day).or_default() += part.length().num_minutes();
                }
                day = day.checked_add_days(Days::new(1)).unwrap_or(day);
            }
        }
    }
    found
}

/// What is left of a span beside a hole.
fn without(span: Span, hole: &Span) -> Vec<Span> {
    if !span.overlaps(hole) {
        return vec![span];
    }
    let left = Span::new(span.start(), hole.start().min(span.end()));
    let right = Span::new(hole.end().max(span.start()), span.end());
    [left, right].into_iter().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{DailyWindow, DateOverride, Weekday, WeeklyWindow};
    use crate::time::WallTime;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn wall(text: &str) -> WallTime {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    fn span(start: &str, end: &str) -> Span {
        Span::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
    }

    #[test]
    fn days_on_which_the_clock_changes_have_their_own_length() {
        let zone = Zone::parse("Europe/Warsaw").unwrap();
        let nights = DateOverride {
            date: day("2027-03-28"),
            intervals: vec![DailyWindow {
                from: wall("00:00"),
                to: wall("04:00"),
            }],
        };
        let autumn = DateOverride {
            date: day("2027-10-31"),
            ..nights.clone()
        };
        let schedule = Schedule::new(Vec::new(), Vec::new(), vec![nights, autumn]).unwrap();
        let minutes = |date: &str| {
            let period = Period::new(day(date), day(date)).unwrap();
            available_minutes(&schedule, zone, &[], period).get(&day(date)).copied()
        };
        assert_eq!(minutes("2027-03-28"), Some(180), "an hour is missing");
        assert_eq!(minutes("2027-10-31"), Some(300), "an hour comes twice");
        assert_eq!(minutes("2027-03-29"), None);
    }

    #[test]
    fn breaks_closures_and_time_off_are_not_available_and_nights_belong_to_their_days() {
        let zone = Zone::parse("Europe/Warsaw").unwrap();
        let window = |day, from, to| WeeklyWindow {
            day,
            from: wall(from),
            to: wall(to),
        };
        let weekly = vec![
            window(Weekday::Mon, "09:00", "17:00"),
            window(Weekday::Fri, "22:00", "02:00"),
        ];
        let breaks = vec![window(Weekday::Mon, "12:00", "12:30")];
        let schedule = Schedule::new(weekly, breaks, Vec::new()).unwrap();
        let week = Period::new(day("2027-03-08"), day("2027-03-14")).unwrap();
        let all = available_minutes(&schedule, zone, &[], week);
        let expected = [("2027-03-08", 450), ("2027-03-12", 120), ("2027-03-13", 120)];
        assert_eq!(all, expected.map(|(date, minutes)| (day(date), minutes)).into());
        // 11:00 to 13:00 in Warsaw, the break in it; and all of the night after Friday.
        let closed = [
            span("2027-03-08T10:00:00Z", "2027-03-08T12:00:00Z"),
            span("2027-03-12T23:00:00Z", "2027-03-14T00:00:00Z"),
        ];
        let open = available_minutes(&schedule, zone, &closed, week);
        let expected = [("2027-03-08", 360), ("2027-03-12", 120)];
        assert_eq!(open, expected.map(|(date, minutes)| (day(date), minutes)).into());
        let saturday = Period::new(day("2027-03-13"), day("2027-03-13")).unwrap();
        assert_eq!(
            available_minutes(&schedule, zone, &[], saturday)[&day("2027-03-13")],
            120
        );
    }
}
