//! What people wish of their messages: how often and when they are reminded, by which ways, and that it ends when they say so.

use application::Author;
use application::wishes::{self, LeaveToken};
use booking_rules::notices::Channel;
use booking_rules::values::Phone;
use http::Method;
use providers::delivery::DeliveryError;
use serde_json::{Value, json};
use store::{Notice, NoticeStatus};
use testkit::{Desk, Salon, request};

const ANNA: &str = "anna@guests.example";
const NUMBER: &str = "+48601234567";

fn kinds(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|m| m["kind"].as_str()).collect()
}

/// How many reminders came to an address or number.
async fn reminders(salon: &Salon, to: &str) -> usize {
    let messages = salon.messages(to).await;
    messages.iter().filter(|m| m["kind"] == "booking_reminder").count()
}

async fn settings(salon: &Salon, change: Value) {
    let owner = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let asked = request(Method::PATCH, &path).token(&owner);
    salon
        .send(asked.header("x-business-id", &salon.business).json(&change))
        .await
        .expect(200);
}

async fn notices(salon: &Salon, booked: &Value) -> Vec<Notice> {
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let found = salon.system.app.store.notices_of(id).await.expect("notices");
    found.into_iter().map(|found| found.record).collect()
}

/// The reminders of a booking that ended as suppressed, with the reason.
async fn suppressed(salon: &Salon, booked: &Value) -> Vec<(String, String)> {
    let ended = notices(salon, booked).await.into_iter();
    ended
        .filter(|notice| notice.status == NoticeStatus::Suppressed)
        .map(|notice| (notice.channel, notice.reason.unwrap_or_default()))
        .collect()
}

fn link(booked: &Value) -> String {
    format!("/guest-bookings/{}", booked["manage_token"].as_str().expect("a token"))
}

fn service(reminders: &Value) -> Value {
    json!({
        "name": "Strzyżenie", "duration_minutes": 60, "price": { "amount": 12_000, "currency": "PLN" },
        "reminders": reminders
    })
}

fn two_days_and_two_hours() -> Value {
    json!([{ "ahead_minutes": 2880 }, { "ahead_minutes": 120, "channels": ["sms"] }])
}

fn text_of(messages: &[Value]) -> &str {
    messages.last().and_then(|m| m["text"].as_str()).expect("a message")
}

#[tokio::test]
async fn two_reminders_come_at_their_times_in_three_zones_over_a_clock_change() {
    // Zone, start at ten by its clock, 48 hours and two hours before as instants.
    for (zone, start, long_before, short_before) in [
        (
            "Europe/Warsaw",
            "2027-03-29T08:00:00Z",
            "2027-03-27T08:00",
            "2027-03-29T06:00",
        ),
        (
            "America/New_York",
            "2027-03-15T14:00:00Z",
            "2027-03-13T14:00",
            "2027-03-15T12:00",
        ),
        (
            "Asia/Riyadh",
            "2027-03-29T07:00:00Z",
            "2027-03-27T07:00",
            "2027-03-29T05:00",
        ),
    ] {
        let salon = Salon::open_with(Desk {
            time_zone: zone.to_owned(),
            service: service(&two_days_and_two_hours()),
            ..Desk::default()
        })
        .await;
        salon.book(start, "anna").await.expect(201);
        let came = async |at: String| {
            salon.travel(&at).await;
            (reminders(&salon, ANNA).await, reminders(&salon, NUMBER).await)
        };
        let before = |at: &str| {
            let at: chrono::DateTime<chrono::Utc> = format!("{at}:00Z").parse().expect("an instant");
            (at - chrono::TimeDelta::seconds(30)).to_rfc3339()
        };
        assert_eq!(came(before(long_before)).await, (0, 0), "{zone}");
        assert_eq!(came(format!("{long_before}:30Z")).await, (1, 1), "{zone}");
        assert_eq!(came(before(short_before)).await, (1, 1), "{zone}");
        assert_eq!(came(format!("{short_before}:30Z")).await, (1, 2), "{zone}");
        let texts = salon.messages(NUMBER).await;
        let text = text_of(&texts);
        assert!(text.contains("10:00") && text.contains(zone), "{text}");
    }
}

#[tokio::test]
async fn each_reminder_is_a_message_of_its_own_and_a_late_booking_has_the_near_one_alone() {
    let salon = Salon::open_with(Desk {
        service: service(&json!([{ "ahead_minutes": 2880 }, { "ahead_minutes": 120 }])),
        ..Desk::default()
    })
    .await;
    // Monday ten; Tuesday twelve is 26 hours away.
    salon.book("2027-03-09T11:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-09T09:00:30Z").await;
    assert_eq!((reminders(&salon, ANNA).await, reminders(&salon, NUMBER).await), (1, 1));
    let booked = salon.book("2027-03-19T10:00:00Z", "beata").await.expect(201);
    let planned = notices(&salon, &booked).await;
    let ahead: Vec<_> = planned.iter().filter_map(|n| n.ahead).map(|a| a.get()).collect();
    assert_eq!(ahead.len(), 4, "{planned:?}");
    // A service that never reminds, against a business that would.
    let owner = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
    let path = format!("/services/{}", salon.service);
    for (sent, planned) in [(json!([]), 0), (Value::Null, 2)] {
        let asked = request(Method::PATCH, &path).token(&owner);
        let asked = asked.header("x-business-id", &salon.business);
        let shown = salon.send(asked.json(&json!({ "reminders": sent }))).await.expect(200);
        assert_eq!(shown["reminders"], sent);
        let start = format!("2027-03-2{planned}T10:00:00Z");
        let booked = salon.book(&start, "celina").await.expect(201);
        let reminding = notices(&salon, &booked).await.into_iter();
        assert_eq!(reminding.filter(|n| n.kind == "booking_reminder").count(), planned);
    }
}

#[tokio::test]
async fn nobody_is_woken_whether_the_reminder_is_planned_or_late() {
    let salon = Salon::open_with(Desk {
        service: service(&json!([{ "ahead_minutes": 120 }])),
        ..Desk::default()
    })
    .await;
    settings(&salon, json!({ "quiet_hours": { "from": "21:00", "to": "08:00" } })).await;
    // Nine in Warsaw: seven is quiet, at eight an hour is left.
    let early = salon.book("2027-03-10T08:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-10T06:59:30Z").await;
    assert_eq!(reminders(&salon, ANNA).await, 0);
    salon.travel("2027-03-10T07:00:30Z").await;
    assert_eq!(reminders(&salon, ANNA).await, 1);
    let planned = notices(&salon, &early).await;
    let due = planned.iter().find(|n| n.kind == "booking_reminder").expect("planned");
    assert_eq!(due.due_at.to_rfc3339(), "2027-03-10T07:00:00+00:00");

    // A reminder that is due at noon, a sweep that comes at three in the night: it waits for the morning.
    let far = json!({ "reminders": [{ "ahead_minutes": 1440 }] });
    let owner = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
    let path = format!("/services/{}", salon.service);
    let asked = request(Method::PATCH, &path).token(&owner);
    salon
        .send(asked.header("x-business-id", &salon.business).json(&far))
        .await
        .expect(200);
    let late = salon.book("2027-03-12T11:00:00Z", "beata").await.expect(201);
    let _ = salon.messages(ANNA).await;
    salon.travel("2027-03-12T02:00:00Z").await;
    assert_eq!(reminders(&salon, "beata@guests.example").await, 0);
    let waiting = notices(&salon, &late).await;
    let waiting = waiting.iter().find(|n| n.kind == "booking_reminder").expect("planned");
    assert_eq!(
        (waiting.status, waiting.reason.as_deref()),
        (NoticeStatus::Scheduled, Some("quiet_hours"))
    );
    salon.travel("2027-03-12T07:00:30Z").await;
    assert_eq!(reminders(&salon, "beata@guests.example").await, 1);
    salon.travel("2027-03-12T07:05:00Z").await;
    assert_eq!(reminders(&salon, "beata@guests.example").await, 1, "once");
}

#[tokio::test]
async fn a_reminder_that_no_hour_is_left_for_is_not_sent_and_says_why() {
    let salon = Salon::open_with(Desk {
        service: service(&json!([{ "ahead_minutes": 120, "channels": ["sms"] }])),
        ..Desk::default()
    })
    .await;
    let booked = salon.book("2027-03-10T08:00:00Z", "anna").await.expect(201);
    // Set after it was planned: seven is quiet now, and a quarter of an hour before the start is too late.
    settings(&salon, json!({ "quiet_hours": { "from": "20:00", "to": "08:45" } })).await;
    salon.travel("2027-03-10T06:00:30Z").await;
    assert_eq!(reminders(&salon, NUMBER).await, 0);
    let why = ("sms".to_owned(), "quiet_hours".to_owned());
    assert_eq!(suppressed(&salon, &booked).await, [why]);
    // What is about the booking itself goes at once, whatever the hour.
    salon.travel("2027-03-10T22:00:00Z").await;
    salon.book("2027-03-11T08:00:00Z", "ewa").await.expect(201);
    assert_eq!(
        kinds(&salon.messages("ewa@guests.example").await),
        ["booking_confirmed"]
    );
}

#[tokio::test]
async fn no_more_than_the_most_of_a_day_and_a_retry_is_no_second_message() {
    let salon = Salon::open_with(Desk {
        service: service(&json!([{ "ahead_minutes": 1440, "channels": ["sms"] }])),
        ..Desk::default()
    })
    .await;
    settings(&salon, json!({ "daily_cap": 2 })).await;
    let mut booked = Vec::new();
    for hour in [8, 10, 12] {
        let start = format!("2027-03-11T{hour:02}:00:00Z");
        booked.push(salon.book(&start, "anna").await.expect(201));
    }
    booked.push(salon.book("2027-03-12T08:00:00Z", "anna").await.expect(201));
    let _ = salon.messages(NUMBER).await;
    // The first is not taken at first, and tried again.
    salon.system.inbox.fail_next(DeliveryError::transient("busy"));
    salon.system.inbox.fail_next(DeliveryError::transient("busy"));
    salon.travel("2027-03-10T12:01:00Z").await;
    assert_eq!(reminders(&salon, NUMBER).await, 2, "two of three on one day");
    let mut capped = 0;
    for booked in &booked[..3] {
        let ended = suppressed(&salon, booked).await;
        capped += ended.iter().filter(|(_, reason)| reason == "daily_cap").count();
    }
    assert_eq!(capped, 1);
    // Another day, another person.
    salon.travel("2027-03-11T08:01:00Z").await;
    assert_eq!(reminders(&salon, NUMBER).await, 3);
}

#[tokio::test]
async fn many_reminders_at_once_do_not_get_past_the_most_of_a_day() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let customer = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201)["customer_id"].clone();
    let customer: booking_rules::ids::CustomerId = customer.as_str().and_then(|id| id.parse().ok()).expect("an id");
    let (today, later) = (app.now().date_naive(), app.now() + chrono::TimeDelta::days(3));
    let tries = (0..20).map(|number| {
        let store = app.store.clone();
        let message = format!("message{}", number % 10);
        tokio::spawn(async move { store.count_message(customer, today, &message, 5, later).await })
    });
    let mut admitted = Vec::new();
    for (number, tried) in tries.collect::<Vec<_>>().into_iter().enumerate() {
        if tried.await.expect("a task").expect("counted") {
            admitted.push(number % 10);
        }
    }
    admitted.sort_unstable();
    let mut messages = admitted.clone();
    messages.dedup();
    assert_eq!(messages.len(), 5, "{admitted:?}");
}

#[tokio::test]
async fn whoever_answers_stop_gets_no_text_until_they_answer_start() {
    let salon = Salon::open().await;
    let (app, author) = (&salon.system.app, Author::job("test"));
    let (number, business) = (
        Phone::parse(NUMBER, None).expect("a number"),
        salon.business.parse().ok(),
    );
    let sms = Channel::Sms;
    assert!(
        wishes::stop(app, business, sms, &number, &author)
            .await
            .expect("stopped")
    );
    assert!(
        !wishes::stop(app, business, sms, &number, &author)
            .await
            .expect("stopped")
    );
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
    assert_eq!(
        salon.messages(NUMBER).await,
        [] as [Value; 0],
        "not even a confirmation"
    );
    let why = ("sms".to_owned(), "opted_out".to_owned());
    assert_eq!(suppressed(&salon, &booked).await, [why]);
    assert!(
        wishes::start(app, business, sms, &number, &author)
            .await
            .expect("started")
    );
    assert!(
        !wishes::start(app, business, sms, &number, &author)
            .await
            .expect("started")
    );
    salon.travel("2027-03-10T10:00:30Z").await;
    assert_eq!(kinds(&salon.messages(NUMBER).await), ["booking_reminder"]);
    // From a number that many businesses share it is a no to all of them.
    assert!(wishes::stop(app, None, sms, &number, &author).await.expect("stopped"));
    salon.book("2027-03-15T10:00:00Z", "beata").await.expect(201);
    assert_eq!(kinds(&salon.messages(NUMBER).await), ["booking_reminder"]);
    let events = salon.system.bus.events();
    let told = |kind: &str| events.iter().filter(|event| event.kind == kind).count();
    assert_eq!((told("OptOutRecorded"), told("OptOutLifted")), (2, 1));
    let leaks = events.iter().any(|event| event.detail.contains("601234567"));
    assert!(!leaks, "an event tells the number");
}

/// The path of the link in the newest reminder to an address.
async fn unsubscribe_path(salon: &Salon, to: &str) -> String {
    let messages = salon.messages(to).await;
    let reminder = messages.iter().rfind(|m| m["kind"] == "booking_reminder");
    let text = reminder.and_then(|m| m["text"].as_str()).expect("a reminder");
    let (_, rest) = text.split_once("/api/v1/unsubscribe/").expect("a link");
    let token: String = rest.chars().take_while(|c| !c.is_whitespace()).collect();
    format!("/unsubscribe/{token}")
}

#[tokio::test]
async fn whoever_leaves_by_the_link_is_still_told_about_their_bookings() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    let confirmation = salon.messages(ANNA).await;
    assert!(
        !text_of(&confirmation).contains("unsubscribe"),
        "nobody leaves their own bookings"
    );
    salon.travel("2027-03-10T10:00:30Z").await;
    let path = unsubscribe_path(&salon, ANNA).await;
    assert!(!path.contains("anna") && !path.contains('@'), "{path}");
    for _ in 0..2 {
        let page = salon.get(&path, "").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert!(page.text.contains("lang=\"pl\"") && page.text.contains("<form method=\"post\">"));
        assert!(
            !page.text.contains("<script") && !page.text.contains("anna"),
            "{}",
            page.text
        );
    }
    // Looking changed nothing; one click of a mail program does, however often.
    for _ in 0..2 {
        let click = request(Method::POST, &path)
            .header("content-type", "application/x-www-form-urlencoded")
            .raw("List-Unsubscribe=One-Click");
        let done = salon.send(click).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert!(done.text.contains("Gotowe"), "{}", done.text);
    }
    salon.book("2027-03-15T10:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-14T10:00:30Z").await;
    let received = salon.messages(ANNA).await;
    assert_eq!(
        kinds(&received),
        ["booking_confirmed", "booking_reminder", "booking_confirmed"]
    );
    assert_eq!(reminders(&salon, NUMBER).await, 2, "text messages were not left");
    assert_eq!(reminders(&salon, "beata@guests.example").await, 0);
    let _ = booked;
}

#[tokio::test]
async fn a_link_that_was_made_up_leaves_nothing() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-10T10:00:30Z").await;
    let path = unsubscribe_path(&salon, ANNA).await;
    let (head, proof) = path.rsplit_once('.').expect("a proof");
    let id = booked["id"].as_str().expect("an id");
    let wrong = "0".repeat(proof.len());
    let made_up = [
        format!("{head}.{wrong}"),
        head.to_owned(),
        path.replace(".reminders.", ".offers."),
        path.replace(".reminders.", ".bookings."),
        path.replace(".email.", ".sms."),
        format!("/unsubscribe/{}", booked["manage_token"].as_str().expect("a token")),
        format!("/unsubscribe/{id}.reminders.email."),
        "/unsubscribe/x".to_owned(),
    ];
    for path in made_up {
        for method in [Method::GET, Method::POST] {
            let answer = salon.send(request(method, &path)).await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text);
            assert!(answer.text.contains("<html"), "{}", answer.text);
        }
    }
    // The proof opens nothing else.
    salon
        .get(&format!("/guest-bookings/{id}.{proof}"), "")
        .await
        .refused(404, "not_found");
    assert!("bkg_1.reminders.email.x".parse::<LeaveToken>().is_err());
    salon.book("2027-03-15T10:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-14T10:00:30Z").await;
    assert_eq!(reminders(&salon, ANNA).await, 2);
}

#[tokio::test]
async fn an_account_is_written_to_as_it_chose() {
    let salon = Salon::open().await;
    let eve = salon.sign_up("eve@guests.example").await;
    let choose = async |change: Value| {
        let eve = salon.token(json!({ "role": "customer", "email": "eve@guests.example" }));
        let asked = request(Method::PATCH, "/me/preferences").token(&eve);
        salon.send(asked.json(&change)).await.expect(200);
    };
    choose(json!({
        "locale": "ar", "time_zone": "Asia/Riyadh", "channels": { "reminders": ["sms"] },
        "quiet_hours": { "from": "12:00", "to": "13:30" }
    }))
    .await;
    let mut wish = salon.wish("2027-03-11T10:00:00Z", "eve");
    wish["customer"] = json!({ "name": "Eve", "phone": NUMBER, "locale": "pl" });
    salon.post("/bookings", &eve, wish.clone()).await.expect(201);
    let confirmed = salon.messages("eve@guests.example").await;
    assert!(
        confirmed[0]["text"]
            .as_str()
            .is_some_and(|text| text.contains("Europe/Warsaw")),
        "the clock of the shop tells the time: {confirmed:?}"
    );
    assert!(
        confirmed[0]["subject"]
            .as_str()
            .is_some_and(|s| s.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c)))
    );
    // Due at one in Riyadh, which is quiet there, and not in Warsaw.
    salon.travel("2027-03-10T10:00:30Z").await;
    assert_eq!(reminders(&salon, NUMBER).await, 0);
    salon.travel("2027-03-10T10:30:30Z").await;
    assert_eq!(reminders(&salon, NUMBER).await, 1);
    assert_eq!(reminders(&salon, "eve@guests.example").await, 0, "by text alone");

    // Who leaves by a link and then chooses the same way again has changed their mind.
    choose(json!({ "channels": { "reminders": null }, "quiet_hours": null })).await;
    wish["start"] = json!("2027-03-13T10:00:00Z");
    let eve = salon.token(json!({ "role": "customer", "email": "eve@guests.example" }));
    salon.post("/bookings", &eve, wish.clone()).await.expect(201);
    salon.travel("2027-03-12T10:00:30Z").await;
    assert_eq!(reminders(&salon, "eve@guests.example").await, 1);
    let path = unsubscribe_path(&salon, "eve@guests.example").await;
    let left = salon.send(request(Method::POST, &path)).await;
    assert_eq!(left.status, 200, "{}", left.text);
    wish["start"] = json!("2027-03-15T10:00:00Z");
    let eve = salon.token(json!({ "role": "customer", "email": "eve@guests.example" }));
    salon.post("/bookings", &eve, wish.clone()).await.expect(201);
    salon.travel("2027-03-14T10:00:30Z").await;
    assert_eq!(reminders(&salon, "eve@guests.example").await, 1);
    choose(json!({ "channels": { "reminders": ["email"] } })).await;
    wish["start"] = json!("2027-03-17T10:00:00Z");
    let eve = salon.token(json!({ "role": "customer", "email": "eve@guests.example" }));
    salon.post("/bookings", &eve, wish).await.expect(201);
    salon.travel("2027-03-16T10:00:30Z").await;
    assert_eq!(reminders(&salon, "eve@guests.example").await, 2);
}

#[tokio::test]
async fn moved_and_cancelled_bookings_send_none_of_their_old_reminders() {
    let salon = Salon::open_with(Desk {
        service: service(&json!([{ "ahead_minutes": 2880 }, { "ahead_minutes": 120 }])),
        ..Desk::default()
    })
    .await;
    let moved = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    let ended = salon.book("2027-03-12T12:00:00Z", "beata").await.expect(201);
    salon
        .post(&format!("{}/cancel", link(&ended)), "", json!({}))
        .await
        .expect(200);
    salon
        .post(
            &format!("{}/reschedule", link(&moved)),
            "",
            json!({ "start": "2027-03-16T10:00:00Z" }),
        )
        .await
        .expect(200);
    for now in ["2027-03-10T10:00:30Z", "2027-03-10T12:00:30Z", "2027-03-12T10:30:00Z"] {
        salon.travel(now).await;
        assert_eq!(reminders(&salon, ANNA).await, 0, "{now}");
    }
    salon.travel("2027-03-14T10:00:30Z").await;
    salon.travel("2027-03-16T08:00:30Z").await;
    salon.travel("2027-03-16T09:00:30Z").await;
    assert_eq!(reminders(&salon, ANNA).await, 2);
    assert_eq!(reminders(&salon, "beata@guests.example").await, 0);
    assert_eq!(reminders(&salon, NUMBER).await, 2);
}
