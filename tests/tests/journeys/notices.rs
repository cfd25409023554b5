//! Messages: every one on time, once, and none that is stale.

use providers::delivery::DeliveryError;
use providers::queue::QueueName;
use serde_json::{Value, json};
use testkit::{Desk, Salon};

const ANNA: &str = "anna@guests.example";

fn kinds(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|m| m["kind"].as_str()).collect()
}

fn link(booked: &Value) -> String {
    format!("/guest-bookings/{}", booked["manage_token"].as_str().expect("a token"))
}

#[tokio::test]
async fn a_moved_booking_is_reminded_once_and_at_its_new_time() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
    salon
        .post(
            &format!("{}/reschedule", link(&booked)),
            "",
            json!({ "start": "2027-03-12T12:00:00Z" }),
        )
        .await
        .expect(200);
    // The old reminder's time comes and nothing goes out.
    salon.travel("2027-03-10T10:00:30Z").await;
    assert_eq!(
        kinds(&salon.messages(ANNA).await),
        ["booking_confirmed", "booking_changed"]
    );
    salon.travel("2027-03-11T12:00:30Z").await;
    salon.travel("2027-03-11T12:01:30Z").await;
    let messages = salon.messages(ANNA).await;
    assert_eq!(
        kinds(&messages),
        ["booking_confirmed", "booking_changed", "booking_reminder"]
    );
    // 12:00 UTC is 13:00 in Warsaw in March, and the message says which zone it means.
    let text = messages[2]["text"].as_str().expect("a text");
    assert!(text.contains("13:00") && text.contains("Europe/Warsaw"), "{text}");
    let texts = salon.messages("+48601234567").await;
    assert_eq!(
        kinds(&texts),
        ["booking_confirmed", "booking_changed", "booking_reminder"]
    );
}

#[tokio::test]
async fn a_cancelled_booking_is_not_reminded() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon
        .post(&format!("{}/cancel", link(&booked)), "", json!({}))
        .await
        .expect(200);
    salon.travel("2027-03-10T12:00:00Z").await;
    assert!(!kinds(&salon.messages(ANNA).await).contains(&"booking_reminder"));
}

#[tokio::test]
async fn a_booking_within_the_last_day_has_no_reminder() {
    let salon = Salon::open().await;
    salon.book("2027-03-09T08:30:00Z", "anna").await.expect(201);
    salon.travel("2027-03-09T08:00:00Z").await;
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
}

#[tokio::test]
async fn a_time_that_jumps_back_and_forth_reminds_once() {
    let salon = Salon::open().await;
    salon.book("2027-03-20T10:00:00Z", "anna").await.expect(201);
    for now in [
        "2027-03-19T10:00:00Z",
        "2027-03-10T10:00:00Z",
        "2027-03-19T10:05:00Z",
        "2027-03-19T11:00:00Z",
    ] {
        salon.travel(now).await;
    }
    let reminders = salon
        .messages(ANNA)
        .await
        .iter()
        .filter(|m| m["kind"] == "booking_reminder")
        .count();
    assert_eq!(reminders, 1);
}

#[tokio::test]
async fn calendar_parts_carry_method_uid_and_a_rising_sequence() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    let _ = salon.messages(ANNA).await;
    salon
        .post(
            &format!("{}/reschedule", link(&booked)),
            "",
            json!({ "start": "2027-03-12T12:00:00Z" }),
        )
        .await
        .expect(200);
    let _ = salon.messages(ANNA).await;
    salon
        .post(&format!("{}/cancel", link(&booked)), "", json!({}))
        .await
        .expect(200);
    let messages = salon.messages(ANNA).await;
    let uid = format!("UID:{}@salonbook", booked["id"].as_str().expect("an id"));
    for (message, method, sequence) in [
        (&messages[0], "REQUEST", 0),
        (&messages[1], "REQUEST", 1),
        (&messages[2], "CANCEL", 2),
    ] {
        let calendar = message["calendar"]
            .as_str()
            .expect("a calendar part")
            .replace("\r\n ", "");
        let sent_by = "SENT-BY=\"mailto:bookings@salonbook.invalid\"".to_owned();
        for line in [
            format!("METHOD:{method}"),
            uid.clone(),
            format!("SEQUENCE:{sequence}"),
            sent_by,
        ] {
            assert!(calendar.contains(&line), "{line} is not in {calendar}");
        }
    }
}

#[tokio::test]
async fn each_reader_gets_their_language() {
    let salon = Salon::open().await;
    for (guest, locale, words, hour) in [
        ("anna", "pl", "Europe/Warsaw", 8),
        ("bob", "en", "Europe/Warsaw", 10),
        ("salma", "ar", "Europe/Warsaw", 12),
    ] {
        let mut wish = salon.wish(&format!("2027-03-11T{hour:02}:00:00Z"), guest);
        wish["customer"]["locale"] = json!(locale);
        salon.post("/bookings", "", wish).await.expect(201);
        let messages = salon.messages(&format!("{guest}@guests.example")).await;
        assert!(messages[0]["text"].as_str().expect("a text").contains(words));
        let arabic = messages[0]["subject"]
            .as_str()
            .expect("a subject")
            .chars()
            .any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
        assert_eq!(arabic, locale == "ar");
    }
}

#[tokio::test]
async fn a_provider_that_fails_for_now_is_tried_again_and_one_that_is_silent_is_not() {
    let salon = Salon::open().await;
    salon.system.inbox.fail_next(DeliveryError::transient("451"));
    salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
    salon.system.inbox.fail_next(DeliveryError::unknown("timeout"));
    let booked = salon.book("2027-03-10T12:00:00Z", "beata").await.expect(201);
    salon.system.settle().await.expect("rest");
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let notices = salon.system.app.store.notices_of(id).await.expect("notices");
    let confirmed: Vec<_> = notices
        .iter()
        .filter(|n| n.record.kind == "booking_confirmed")
        .map(|n| n.record.status)
        .collect();
    assert!(
        confirmed.contains(&store::NoticeStatus::Unknown) && confirmed.contains(&store::NoticeStatus::Sent),
        "{confirmed:?}"
    );
    let to_beata = salon.messages("beata@guests.example").await.len()
        + salon
            .messages("+48601234567")
            .await
            .iter()
            .filter(|m| m["booking_id"] == booked["id"])
            .count();
    assert_eq!(to_beata, 1, "the one whose fate is unknown is not sent again");
}

#[tokio::test]
async fn a_provider_that_keeps_failing_ends_in_the_dead_letter_queue() {
    let salon = Salon::open().await;
    for _ in 0..20 {
        salon.system.inbox.fail_next(DeliveryError::transient("451"));
    }
    salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    salon.system.settle().await.expect("rest");
    assert_eq!(salon.system.queues.dead_letters(QueueName::EmailDelivery).len(), 1);
    assert!(salon.messages(ANNA).await.is_empty());
}

#[tokio::test]
async fn the_bus_tells_what_happened_without_contact_data() {
    let salon = Salon::open_with(Desk {
        settings: json!({ "confirmation": "by_shop" }),
        ..Desk::default()
    })
    .await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let path = format!("/bookings/{}/confirm", booked["id"].as_str().expect("an id"));
    salon.post(&path, &salon.owner, json!({})).await.expect(200);
    salon.system.settle().await.expect("rest");
    let events = salon.system.bus.events();
    let told: Vec<_> = events
        .iter()
        .map(|e| e.kind.as_str())
        .filter(|k| k.starts_with("Booking"))
        .collect();
    assert_eq!(told, ["BookingRequested", "BookingConfirmed"]);
    for event in &events {
        assert!(
            !event.detail.contains("anna") && !event.detail.contains("601234567"),
            "{}",
            event.detail
        );
    }
}
