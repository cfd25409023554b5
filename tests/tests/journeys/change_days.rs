//! Clock-change days, seen through the API; the tables of every odd zone are with the rules.

use serde_json::json;
use testkit::{Desk, Salon};

async fn salon_in(time_zone: &str, now: &str, from: &str, to: &str) -> Salon {
    let weekly =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| json!({ "day": day, "from": from, "to": to }));
    let settings = json!({ "slot_step_minutes": 60, "horizon_days": 365, "min_notice_minutes": 0 });
    let desk = Desk {
        now: now.to_owned(),
        time_zone: time_zone.to_owned(),
        settings,
        weekly: json!(weekly),
        ..Desk::default()
    };
    Salon::open_with(desk).await
}

async fn count(salon: &Salon, from: &str, to: &str) -> usize {
    salon.starts(from, to).await.len()
}

/// B6: nine o'clock stays nine o'clock when the clocks change.
#[tokio::test]
async fn opening_hours_are_wall_times_on_both_sides_of_the_change() {
    let salon = salon_in("Europe/Warsaw", "2027-03-20T08:00:00Z", "09:00", "17:00").await;
    let before = salon.starts("2027-03-27T00:00:00Z", "2027-03-28T00:00:00Z").await;
    let after = salon.starts("2027-03-29T00:00:00Z", "2027-03-30T00:00:00Z").await;
    assert_eq!(
        (before[0].as_str(), after[0].as_str()),
        ("2027-03-27T08:00:00Z", "2027-03-29T07:00:00Z")
    );
    salon.book("2027-03-28T07:00:00Z", "anna").await.expect(201);
}

/// B8, B9: a night shop offers 23 starts when an hour is skipped and 25 when one repeats; each can be booked.
#[tokio::test]
async fn a_day_has_23_or_25_hours() {
    let spring = salon_in("Europe/Warsaw", "2027-03-20T08:00:00Z", "00:00", "24:00").await;
    assert_eq!(count(&spring, "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z").await, 23);
    let autumn = salon_in("Europe/Warsaw", "2027-10-20T08:00:00Z", "00:00", "24:00").await;
    let starts = autumn.starts("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z").await;
    assert_eq!(starts.len(), 25);
    for (n, start) in starts.iter().enumerate() {
        autumn.book(start, &format!("guest{n}")).await.expect(201);
    }
}

/// B10: midnight does not exist in Beirut on this day, and nine o'clock does.
#[tokio::test]
async fn a_missing_midnight_harms_nobody() {
    let salon = salon_in("Asia/Beirut", "2027-03-20T08:00:00Z", "09:00", "17:00").await;
    let starts = salon.starts("2027-03-27T22:00:00Z", "2027-03-28T21:00:00Z").await;
    assert_eq!((starts.len(), starts[0].as_str()), (8, "2027-03-28T06:00:00Z"));
}

/// B12: half an hour in Lord Howe.
#[tokio::test]
async fn a_half_hour_change_keeps_the_grid_on_the_opening() {
    let salon = salon_in("Australia/Lord_Howe", "2027-03-25T00:00:00Z", "09:00", "17:00").await;
    let before = salon.starts("2027-04-02T13:00:00Z", "2027-04-03T13:00:00Z").await;
    let after = salon.starts("2027-04-04T13:00:00Z", "2027-04-05T13:00:00Z").await;
    assert_eq!(
        (before[0].as_str(), after[0].as_str()),
        ("2027-04-02T22:00:00Z", "2027-04-04T22:30:00Z")
    );
    assert_eq!((before.len(), after.len()), (8, 8));
}

/// B15: the viewer's calendar groups, the shop's zone labels.
#[tokio::test]
async fn days_are_the_viewers_and_labels_the_shops() {
    let salon = salon_in("Europe/Warsaw", "2027-03-08T08:00:00Z", "00:00", "24:00").await;
    let path = format!(
        "/availability?shop_id={}&service_id={}&from=2027-03-10T20:00:00Z&to=2027-03-10T23:00:00Z&viewer_zone=Asia/Riyadh",
        salon.shop, salon.service
    );
    let found = salon.get(&path, "").await.expect(200);
    assert_eq!(found["time_zone"], "Europe/Warsaw");
    assert_eq!(
        found["days"],
        json!([{ "date": "2027-03-10", "slots": [0] }, { "date": "2027-03-11", "slots": [1, 2] }])
    );
    assert_eq!(found["slots"][0]["local_start"], "2027-03-10T21:00:00+01:00");
    assert_eq!(found["slots"][0]["viewer_start"], "2027-03-10T23:00:00+03:00");
}
