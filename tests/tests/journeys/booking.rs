//! A customer's way from search to visit.

use http::Method;
use serde_json::json;
use testkit::{Desk, Salon, request};

#[tokio::test]
async fn every_offered_start_can_be_booked_and_no_other() {
    let settings = json!({ "slot_step_minutes": 30, "min_notice_minutes": 120 });
    let service = json!({
        "name": "Strzyżenie", "duration_minutes": 50, "buffer_after_minutes": 10,
        "price": { "amount": 12_000, "currency": "PLN" }
    });
    let salon = Salon::open_with(Desk {
        settings,
        service,
        ..Desk::default()
    })
    .await;
    salon.book("2027-03-09T10:00:00Z", "first").await.expect(201);
    let offered = salon.starts("2027-03-09T00:00:00Z", "2027-03-10T00:00:00Z").await;
    assert!(!offered.is_empty());
    for minute in (0..24 * 60).step_by(10) {
        let start = format!("2027-03-09T{:02}:{:02}:00Z", minute / 60, minute % 60);
        let answer = salon.book(&start, &format!("guest{minute}")).await;
        if offered.contains(&start) {
            let booked = answer.expect(201);
            let cancel = format!("/bookings/{}/cancel", booked["id"].as_str().expect("an id"));
            salon.post(&cancel, &salon.owner, json!({})).await.expect(200);
        } else {
            assert!(matches!(answer.status, 409 | 422), "{start}: {}", answer.text);
        }
    }
    assert_eq!(
        salon.starts("2027-03-09T00:00:00Z", "2027-03-10T00:00:00Z").await,
        offered
    );
}

#[tokio::test]
async fn a_visit_goes_from_request_to_completion() {
    let salon = Salon::open_with(Desk {
        settings: json!({ "confirmation": "by_shop" }),
        ..Desk::default()
    })
    .await;
    let token = salon.token(json!({ "role": "customer", "email": "anna@example.pl", "phone": "+48601234567" }));
    let wish = json!({ "shop_id": salon.shop, "service_id": salon.service, "start": "2027-03-10T10:00:00Z" });
    let booked = salon.post("/bookings", &token, wish).await.expect(201);
    assert_eq!(
        (&booked["status"], &booked["origin"]),
        (&json!("pending"), &json!("customer"))
    );
    let path = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    salon
        .post(&format!("{path}/confirm"), &salon.owner, json!({}))
        .await
        .expect(200);
    assert_eq!(
        salon.get("/bookings?when=upcoming", &token).await.expect(200)[0]["status"],
        "confirmed"
    );
    salon
        .post(&format!("{path}/no-show"), &salon.owner, json!({}))
        .await
        .refused(422, "not_yet_started");
    salon.travel("2027-03-10T10:05:00Z").await;
    let arrived = salon
        .post(&format!("{path}/check-in"), &salon.owner, json!({}))
        .await
        .expect(200);
    assert_eq!(arrived["status"], "checked_in");
    salon
        .post(&format!("{path}/complete"), &salon.owner, json!({}))
        .await
        .expect(200);
    salon
        .post(&format!("{path}/cancel"), &salon.owner, json!({}))
        .await
        .refused(409, "not_allowed_now");
    assert!(
        salon
            .get("/bookings?when=upcoming", &token)
            .await
            .expect(200)
            .as_array()
            .expect("a list")
            .is_empty()
    );
    let past = salon.get("/bookings?when=past", &token).await.expect(200);
    assert_eq!(past[0]["status"], "completed");
    let polish = salon
        .send(
            request(Method::GET, &path)
                .token(&token)
                .header("accept-language", "pl"),
        )
        .await
        .expect(200);
    assert_eq!(
        polish["status_label"].as_str().map(str::to_lowercase).as_deref(),
        Some("zakończona")
    );
}

#[tokio::test]
async fn a_guest_manages_one_booking_by_its_link() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    let link = format!("/guest-bookings/{}", booked["manage_token"].as_str().expect("a token"));
    assert_eq!(salon.get(&link, "").await.expect(200)["customer"]["name"], "anna");
    let moved = salon
        .post(
            &format!("{link}/reschedule"),
            "",
            json!({ "start": "2027-03-11T12:00:00Z" }),
        )
        .await
        .expect(200);
    assert_eq!(moved["start"], "2027-03-11T12:00:00Z");
    salon.book("2027-03-11T10:00:00Z", "beata").await.expect(201);
    // Rule 7: within 24 hours only the shop may cancel.
    salon.travel("2027-03-10T12:00:01Z").await;
    salon
        .post(&format!("{link}/cancel"), "", json!({}))
        .await
        .refused(422, "too_late_to_cancel");
    salon.travel("2027-03-10T11:59:00Z").await;
    let cancelled = salon
        .post(&format!("{link}/cancel"), "", json!({ "reason": "ill" }))
        .await
        .expect(200);
    assert_eq!(
        (&cancelled["status"], &cancelled["sequence"]),
        (&json!("cancelled"), &json!(2))
    );
    let forged = format!("{}0", &link[..link.len() - 1]);
    let other = if forged == link {
        format!("{}1", &link[..link.len() - 1])
    } else {
        forged
    };
    salon.get(&other, "").await.refused(404, "not_found");
}

#[tokio::test]
async fn staff_overlap_knowingly_and_customers_never() {
    let salon = Salon::open().await;
    salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let mut wish = salon.wish("2027-03-10T10:00:00Z", "beata");
    wish["allow_overlap"] = json!({ "reason": "twins" });
    salon
        .post("/bookings", "", wish.clone())
        .await
        .refused(422, "overlap_needs_staff");
    let booked = salon.post("/bookings", &salon.owner, wish).await.expect(201);
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let events = salon
        .system
        .app
        .store
        .events_of(&store::keys::booking_partition(id), 10)
        .await
        .expect("events");
    assert_eq!(events[0].data["overlap_reason"], "twins");
    assert!(matches!(events[0].actor, store::Actor::Account { .. }));
    // Without leave the rule holds for staff too.
    salon
        .post("/bookings", &salon.owner, salon.wish("2027-03-10T10:00:00Z", "celina"))
        .await
        .refused(409, "time_taken");
}

#[tokio::test]
async fn time_off_and_closures_close_what_was_open() {
    let salon = Salon::open().await;
    let off = json!({ "start": "2027-03-10T11:00:00Z", "end": "2027-03-10T13:00:00Z", "reason": "dentist" });
    let made = salon
        .post(&format!("/staff/{}/time-off", salon.staff), &salon.owner, off)
        .await
        .expect(201);
    salon
        .book("2027-03-10T10:30:00Z", "anna")
        .await
        .refused(422, "staff_away");
    salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let path = format!(
        "/staff/{}/time-off/{}",
        salon.staff,
        made["id"].as_str().expect("an id")
    );
    salon
        .send(request(Method::DELETE, &path).token(&salon.owner))
        .await
        .expect(200);
    salon.book("2027-03-10T12:00:00Z", "beata").await.expect(201);
    let closed = json!({ "from_date": "2027-03-12", "to_date": "2027-03-12" });
    salon
        .post(&format!("/shops/{}/closures", salon.shop), &salon.owner, closed)
        .await
        .expect(201);
    assert!(
        salon
            .starts("2027-03-12T00:00:00Z", "2027-03-13T00:00:00Z")
            .await
            .is_empty()
    );
    salon
        .book("2027-03-12T10:00:00Z", "celina")
        .await
        .refused(422, "shop_closed");
}

#[tokio::test]
async fn a_grid_that_follows_bookings_follows_them_across_midnight_utc() {
    for grid in ["after_booking", "fewest_gaps"] {
        let settings = json!({ "start_grid": grid, "min_notice_minutes": 0 });
        let service =
            json!({ "name": "Cut", "duration_minutes": 40, "price": { "amount": 12_000, "currency": "PLN" } });
        // 14:20 to 20:00 in Los Angeles is 22:20 to 04:00 UTC: one working window on two UTC dates.
        let weekly = json!([{ "day": "wed", "from": "14:20", "to": "20:00" }]);
        let desk = Desk {
            time_zone: "America/Los_Angeles".to_owned(),
            settings,
            service,
            weekly,
            ..Desk::default()
        };
        let salon = Salon::open_with(desk).await;
        salon.book("2027-03-10T23:20:00Z", "first").await.expect(201);
        let offered = salon.starts("2027-03-10T12:00:00Z", "2027-03-11T12:00:00Z").await;
        let after = offered.iter().filter(|s| s.as_str() >= "2027-03-11");
        let asked_late = salon.starts("2027-03-11T00:00:00Z", "2027-03-11T12:00:00Z").await;
        assert_eq!(
            sorted(after.cloned().collect()),
            sorted(asked_late),
            "{grid}: the same starts whenever one asks from"
        );
        for start in offered {
            let booked = salon.book(&start, "second").await.expect(201);
            let cancel = format!("/bookings/{}/cancel", booked["id"].as_str().expect("an id"));
            salon.post(&cancel, &salon.owner, json!({})).await.expect(200);
        }
    }
}

fn sorted(mut starts: Vec<String>) -> Vec<String> {
    starts.sort_unstable();
    starts
}

#[tokio::test]
async fn a_wish_for_a_distant_age_is_refused_at_once() {
    let settings = json!({ "horizon": { "kind": "rolling_open_days", "days": 5 } });
    let salon = Salon::open_with(Desk {
        settings,
        ..Desk::default()
    })
    .await;
    let asked = salon.book("9999-12-30T10:00:00Z", "anna");
    let answer = tokio::time::timeout(std::time::Duration::from_secs(10), asked)
        .await
        .expect("an answer in time");
    answer.refused(422, "beyond_horizon");
}

#[tokio::test]
async fn a_day_book_that_is_full_takes_no_more_time_off() {
    use booking_rules::day_book::{DayBook, Entry, Occupant};
    use store::entities::StaffDay;
    let salon = Salon::open().await;
    let staff: booking_rules::ids::StaffId = salon.staff.parse().expect("an id");
    let app = &salon.system.app;
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
    let span = booking_rules::time::Span::new(at("2027-03-10T10:00:00Z"), at("2027-03-10T10:05:00Z")).expect("a span");
    let none = booking_rules::values::Minutes::ZERO;
    let entry = || Entry {
        occupant: Occupant::TimeOff {
            time_off: app.new_id(staff.business()),
        },
        span,
        buffer_before: none,
        buffer_after: none,
    };
    let entries = (0..DayBook::MAX_ENTRIES).map(|_| entry()).collect();
    let mut commit = store::Commit::new();
    let full = StaffDay {
        staff,
        date: span.start().date_naive(),
        book: DayBook { entries },
    };
    commit.create(&full).expect("an item");
    app.store.commit(&commit).await.expect("written");
    let absence = json!({ "start": "2027-03-10T08:00:00Z", "end": "2027-03-10T09:00:00Z" });
    salon
        .post(&format!("/staff/{staff}/time-off"), &salon.owner, absence)
        .await
        .refused(409, "day_full");
}
