//! Where starts lie under each grid.

use booking_rules::policy::StartGrid;
use booking_rules::schedule::{Schedule, Weekday, WeeklyWindow};
use booking_rules::values::Minutes;

use super::salon::{Salon, booked, every_day, time_off, wall};

const DAY: &str = "2027-01-11";

fn salon(grid: StartGrid, windows: &[(&str, &str)]) -> Salon {
    Salon::new("Europe/London", windows)
        .steps(30)
        .with(|s| s.policy.start_grid = grid)
}

fn from_noon_to_ten_past_one() -> [booking_rules::day_book::Entry; 1] {
    [booked(1, "2027-01-11T12:00:00Z", "2027-01-11T13:10:00Z")]
}

#[test]
fn the_opening_grid_counts_from_the_opening_of_each_window() {
    let salon = salon(StartGrid::Opening, &[("09:10", "11:00"), ("12:20", "14:00")]);
    assert_eq!(salon.starts(DAY), ["09:10", "09:40", "12:20", "12:50"]);
}

#[test]
fn the_opening_grid_is_not_restarted_by_a_booking() {
    let salon = salon(StartGrid::Opening, &[("11:00", "16:00")]).busy(&from_noon_to_ten_past_one());
    assert_eq!(salon.starts(DAY), ["11:00", "13:30", "14:00", "14:30", "15:00"]);
}

#[test]
fn a_break_closes_its_time_and_does_not_restart_the_grid() {
    for grid in [StartGrid::Opening, StartGrid::AfterBooking] {
        let salon = salon(grid, &[]).with(|s| {
            let lunch = WeeklyWindow {
                day: Weekday::Mon,
                from: wall("12:00"),
                to: wall("12:45"),
            };
            let weekly = every_day(&[("10:00", "15:00")]);
            s.staff[0].schedule = Schedule::new(weekly, vec![lunch], vec![]).unwrap();
        });
        assert_eq!(
            salon.starts(DAY),
            ["10:00", "10:30", "11:00", "13:00", "13:30", "14:00"],
            "{grid:?}"
        );
        assert_eq!(salon.code("2027-01-11T11:30:00Z"), "outside_working_hours");
        // Lunch is a Monday's only.
        assert_eq!(salon.starts("2027-01-12").len(), 9);
    }
}

#[test]
fn the_clock_grid_counts_from_midnight() {
    let salon = salon(StartGrid::Clock, &[("09:10", "11:40")]);
    assert_eq!(salon.starts(DAY), ["09:30", "10:00", "10:30"]);
}

#[test]
fn the_grid_after_bookings_restarts_at_each_end() {
    let day = salon(StartGrid::AfterBooking, &[("11:00", "16:00")]).busy(&from_noon_to_ten_past_one());
    assert_eq!(day.starts(DAY), ["11:00", "13:10", "13:40", "14:10", "14:40"]);
    let with_buffer = day.clone().with(|s| s.staff[0].terms.buffer_before = Minutes::new(5));
    assert_eq!(with_buffer.starts(DAY), ["11:00", "13:15", "13:45", "14:15", "14:45"]);
    let exact = salon(StartGrid::AfterBooking, &[("11:00", "14:10")]).busy(&from_noon_to_ten_past_one());
    assert_eq!(exact.starts(DAY), ["11:00", "13:10"]);
    let away = day.busy(&[time_off("2027-01-11T12:00:00Z", "2027-01-11T13:20:00Z")]);
    assert_eq!(away.starts(DAY), ["11:00", "13:20", "13:50", "14:20", "14:50"]);
}

#[test]
fn the_grid_of_fewest_gaps_offers_what_leaves_none_first() {
    let day = salon(StartGrid::FewestGaps, &[("10:00", "16:00")]).busy(&from_noon_to_ten_past_one());
    // Of 10:00 to 12:00 an hour at either end leaves an hour; 10:30 splits it into two halves that serve nobody.
    assert_eq!(
        day.starts(DAY),
        ["10:00", "11:00", "13:10", "15:00", "10:30", "13:30", "14:00", "14:30"]
    );
}

#[test]
fn the_grid_of_fewest_gaps_also_ends_flush_before_a_booking() {
    let day = salon(StartGrid::FewestGaps, &[("10:00", "14:00")]);
    let day = day.busy(&[booked(1, "2027-01-11T12:10:00Z", "2027-01-11T14:00:00Z")]);
    // 11:10 leaves 70 minutes before it and none after; 10:00 leaves 70 after.
    assert_eq!(day.starts(DAY), ["10:00", "11:10", "10:30", "11:00"]);
}

/// B14: a step longer than the window, or a service as long as the window, ends by construction.
#[test]
fn a_service_as_long_as_the_window_has_one_start() {
    for grid in [
        StartGrid::Opening,
        StartGrid::AfterBooking,
        StartGrid::FewestGaps,
        StartGrid::Clock,
    ] {
        let whole = salon(grid, &[("09:00", "23:00")]).with(|s| s.staff[0].terms.duration = Minutes::new(14 * 60));
        assert_eq!(whole.starts(DAY), ["09:00"], "{grid:?}");
        let wide = salon(grid, &[("09:00", "11:00")]).steps(u32::MAX);
        assert!(wide.starts(DAY).len() <= 1, "{grid:?}");
        let none = salon(grid, &[("09:00", "11:00")]).steps(0);
        assert_eq!(none.starts(DAY).len(), 61, "{grid:?}");
    }
}

/// B18b: the work on a dense day is bounded by the bookings, whatever they look like.
#[test]
fn five_hundred_bookings_in_one_day_leave_the_right_starts() {
    let opening = super::salon::utc("2027-01-11T09:00:00Z");
    let entries: Vec<_> = (0..500)
        .map(|n| {
            let at = |m: i64| (opening + chrono::TimeDelta::minutes(m)).to_rfc3339();
            booked(n as u128, &at(n), &at(n + 1))
        })
        .collect();
    for grid in [StartGrid::Opening, StartGrid::AfterBooking, StartGrid::FewestGaps] {
        let day = salon(grid, &[("09:00", "19:20")]).steps(20).busy(&entries);
        assert_eq!(day.starts(DAY).len(), 4, "{grid:?}");
        assert_eq!(day.code("2027-01-11T17:00:00Z"), "time_taken");
        assert_eq!(day.code("2027-01-11T17:20:00Z"), "free");
    }
}
