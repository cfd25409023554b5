//! Many want one time: exactly one gets it, by every path that leads there, and nothing of the others stays.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Desk, Salon, request};

const DAY: (&str, &str) = ("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z");

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|a| a.status == status).count()
}

/// Bookings of the day that hold time, as (staff, start, end).
async fn held(salon: &Salon) -> Vec<(String, String, String)> {
    let path = format!("/shops/{}/bookings?from={}&to={}&limit=100", salon.shop, DAY.0, DAY.1);
    let listed = salon.get(&path, &salon.owner).await.expect(200);
    let text = |b: &Value, name: &str| b[name].as_str().unwrap_or_default().to_owned();
    let bookings = listed.as_array().cloned().unwrap_or_default();
    let live = bookings
        .iter()
        .filter(|b| !matches!(b["status"].as_str(), Some("cancelled" | "rejected")));
    live.map(|b| (text(b, "staff_id"), text(b, "start"), text(b, "end")))
        .collect()
}

async fn assert_nobody_overlaps(salon: &Salon) {
    let held = held(salon).await;
    for (i, a) in held.iter().enumerate() {
        for b in held.iter().skip(i + 1) {
            assert!(a.0 != b.0 || a.2 <= b.1 || b.2 <= a.1, "{a:?} and {b:?} overlap");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_guests_want_one_place_and_one_gets_it() {
    let salon = Arc::new(Salon::open().await);
    let tries = (0..200).map(|n| {
        let salon = salon.clone();
        tokio::spawn(async move { salon.book("2027-03-10T10:00:00Z", &format!("guest{n}")).await })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 1);
    for refused in answers.iter().filter(|a| a.status != 201) {
        refused.refused(409, "time_taken");
    }
    assert_eq!(held(&salon).await.len(), 1);
    let cards = salon.system.inbox.list(None).len();
    assert_eq!(cards, 0, "nothing is sent before the relay runs");
    salon.system.settle().await.expect("rest");
    // One confirmation by e-mail and one by text message; none for those who were refused.
    assert_eq!(salon.system.inbox.list(None).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_asks_for_a_free_time_in_a_crowd_is_not_told_that_it_is_taken() {
    let settings = json!({ "slot_step_minutes": 5 });
    let service = json!({
        "name": "Brwi", "duration_minutes": 5, "price": { "amount": 3_000, "currency": "PLN" }
    });
    let salon = Arc::new(
        Salon::open_with(Desk {
            settings,
            service,
            ..Desk::default()
        })
        .await,
    );
    let offered = salon.starts(DAY.0, DAY.1).await;
    assert!(offered.len() > 40, "{}", offered.len());
    // One stylist and one day, more of them than a day has hours for: all write the same day book.
    let tries = offered.into_iter().take(40).enumerate().map(|(n, start)| {
        let salon = salon.clone();
        tokio::spawn(async move { salon.book(&start, &format!("guest{n}")).await })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn overlapping_starts_race_and_never_overlap() {
    let salon = Arc::new(Salon::open().await);
    let tries = (0..80).map(|n| {
        let salon = salon.clone();
        let (hour, quarter) = (9 + n % 4, (n / 4) % 4 * 15);
        tokio::spawn(async move {
            salon
                .book(&format!("2027-03-10T{hour:02}:{quarter:02}:00Z"), &format!("guest{n}"))
                .await
        })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert!(answers.iter().all(|a| matches!(a.status, 201 | 409)), "{answers:?}");
    assert_eq!(count(&answers, 201), held(&salon).await.len());
    assert!(count(&answers, 201) >= 3);
    assert_nobody_overlaps(&salon).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_move_to_one_place_and_one_gets_it() {
    let salon = Arc::new(Salon::open().await);
    let mut ids = Vec::new();
    for (n, hour) in [8, 9, 10, 11, 12, 13].into_iter().enumerate() {
        let booked = salon
            .book(&format!("2027-03-10T{hour:02}:00:00Z"), &format!("guest{n}"))
            .await
            .expect(201);
        ids.push(booked["id"].as_str().expect("an id").to_owned());
    }
    let moves = ids.iter().map(|id| {
        let (salon, path) = (salon.clone(), format!("/bookings/{id}/reschedule"));
        tokio::spawn(async move {
            salon
                .post(&path, &salon.owner, json!({ "start": "2027-03-11T10:00:00Z" }))
                .await
        })
    });
    let answers: Vec<Answer> = join_all(moves)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 200), 1);
    for refused in answers.iter().filter(|a| a.status != 200) {
        refused.refused(409, "time_taken");
    }
    assert_eq!(held(&salon).await.len(), 5, "five stayed where they were");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guest_link_and_the_shop_move_one_booking_at_once_and_it_ends_in_one_place() {
    let salon = Arc::new(Salon::open().await);
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let (id, link) = (
        booked["id"].as_str().expect("id"),
        booked["manage_token"].as_str().expect("token"),
    );
    let paths = [
        format!("/bookings/{id}/reschedule"),
        format!("/guest-bookings/{link}/reschedule"),
    ];
    let tries = (0..20).map(|n: usize| {
        let (salon, path) = (salon.clone(), paths[n % 2].clone());
        tokio::spawn(async move {
            let token = if n.is_multiple_of(2) {
                salon.owner.clone()
            } else {
                String::new()
            };
            salon
                .post(
                    &path,
                    &token,
                    json!({ "start": format!("2027-03-10T{:02}:00:00Z", 8 + n % 6) }),
                )
                .await
        })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert!(answers.iter().all(|a| matches!(a.status, 200 | 409)), "{answers:?}");
    assert_eq!(held(&salon).await.len(), 1);
    let free = salon.starts(DAY.0, DAY.1).await;
    // 8 hours less the hour that is held: what the booking left behind can be booked again.
    let mut booked = 0;
    for start in free {
        booked += usize::from(salon.book(&start, &format!("late{booked}")).await.status == 201);
    }
    assert!(booked >= 6, "only {booked} fit into the rest of the day");
    assert_nobody_overlaps(&salon).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirm_reject_and_cancel_race_and_one_wins() {
    let salon = Arc::new(
        Salon::open_with(Desk {
            settings: json!({ "confirmation": "by_shop" }),
            ..Desk::default()
        })
        .await,
    );
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    assert_eq!(booked["status"], "pending");
    let id = booked["id"].as_str().expect("an id").to_owned();
    let tries = ["confirm", "reject", "confirm", "reject", "confirm", "reject"].map(|verb| {
        let (salon, path) = (salon.clone(), format!("/bookings/{id}/{verb}"));
        tokio::spawn(async move { salon.post(&path, &salon.owner, json!({})).await })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 200), 1, "{answers:?}");
    for refused in answers.iter().filter(|a| a.status != 200) {
        refused.refused(409, "not_allowed_now");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_customer_books_two_people_at_once_and_gets_one() {
    let salon = Salon::open().await;
    let second = salon.hire("Beata", &Desk::default().weekly).await;
    let salon = Arc::new(salon);
    let tries = [salon.staff.clone(), second].into_iter().cycle().take(20).map(|staff| {
        let salon = salon.clone();
        tokio::spawn(async move {
            let mut wish = salon.wish("2027-03-10T10:00:00Z", "anna");
            wish["staff_id"] = json!(staff);
            salon.post("/bookings", "", wish).await
        })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 1);
    assert_eq!(held(&salon).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_idempotency_key_is_one_booking_however_often_it_is_sent() {
    let salon = Arc::new(Salon::open().await);
    let tries = (0..30).map(|_| {
        let salon = salon.clone();
        tokio::spawn(async move {
            let wish = salon.wish("2027-03-10T10:00:00Z", "anna");
            salon
                .send(
                    request(Method::POST, "/bookings")
                        .header("idempotency-key", "k-1")
                        .json(&wish),
                )
                .await
        })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 30, "{answers:?}");
    let ids: BTreeSet<_> = answers.iter().map(|a| a.body["data"]["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(held(&salon).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_daily_limit_is_never_passed_by_one() {
    let settings = json!({ "staff_daily_limit": 2, "slot_step_minutes": 60 });
    let salon = Arc::new(
        Salon::open_with(Desk {
            settings,
            ..Desk::default()
        })
        .await,
    );
    let tries = (0..24).map(|n| {
        let salon = salon.clone();
        tokio::spawn(async move {
            salon
                .book(&format!("2027-03-10T{:02}:00:00Z", 8 + n % 8), &format!("guest{n}"))
                .await
        })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 2, "{answers:?}");
    assert_eq!(held(&salon).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_group_of_five_never_becomes_six() {
    let service = json!({
        "name": "Joga", "duration_minutes": 60, "capacity": 5, "price": { "amount": 4_000, "currency": "PLN" }
    });
    let salon = Arc::new(
        Salon::open_with(Desk {
            service,
            ..Desk::default()
        })
        .await,
    );
    let tries = (0..40).map(|n| {
        let salon = salon.clone();
        tokio::spawn(async move { salon.book("2027-03-10T10:00:00Z", &format!("guest{n}")).await })
    });
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    assert_eq!(count(&answers, 201), 5, "{answers:?}");
    assert_eq!(held(&salon).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_who_name_no_version_wait_for_each_other() {
    let salon = Arc::new(Salon::open().await);
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let booking = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    let tries = (0..8).flat_map(|n| {
        let day = json!({ "from_date": format!("2027-05-{:02}", n + 1), "to_date": format!("2027-05-{:02}", n + 1) });
        [
            (Method::POST, format!("/shops/{}/closures", salon.shop), day),
            (
                Method::PATCH,
                format!("/shops/{}/settings", salon.shop),
                json!({ "min_notice_minutes": 60 + n }),
            ),
            (
                Method::PATCH,
                format!("/services/{}", salon.service),
                json!({ "duration_minutes": 30 + n }),
            ),
            (
                Method::PATCH,
                format!("/staff/{}", salon.staff),
                json!({ "name": format!("Anna {n}") }),
            ),
            (Method::PATCH, booking.clone(), json!({ "notes": format!("note {n}") })),
        ]
    });
    let tries: Vec<_> = tries
        .map(|(method, path, body)| {
            let salon = salon.clone();
            tokio::spawn(async move { salon.send(request(method, &path).token(&salon.owner).json(&body)).await })
        })
        .collect();
    let answers: Vec<Answer> = join_all(tries)
        .await
        .into_iter()
        .map(|a| a.expect("no panic"))
        .collect();
    let failed: Vec<_> = answers
        .iter()
        .filter(|a| !matches!(a.status, 200 | 201))
        .map(|a| &a.text)
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    let closures = salon
        .get(&format!("/shops/{}/closures", salon.shop), &salon.owner)
        .await
        .expect(200);
    assert_eq!(closures.as_array().map(Vec::len), Some(8));
}
