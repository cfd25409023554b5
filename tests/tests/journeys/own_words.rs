//! What a business says in place of the platform is what its customers read.

use http::Method;
use serde_json::{Value, json};
use testkit::{Salon, request};

const ANNA: &str = "anna@guests.example";

async fn choose(salon: &Salon, name: &str, body: Value) {
    let path = format!("/businesses/{}/templates/{name}", salon.business);
    let asked = request(Method::PUT, &path).token(&salon.owner).json(&body);
    let _ = salon.send(asked).await.expect(200);
}

async fn book(salon: &Salon, start: &str, guest: &str, locale: &str) -> Value {
    let mut wish = salon.wish(start, guest);
    wish["customer"]["locale"] = json!(locale);
    salon.post("/bookings", "", wish).await.expect(201)
}

fn text(message: &Value) -> &str {
    message["text"].as_str().expect("a text")
}

#[tokio::test]
async fn own_words_are_what_the_inbox_shows_and_other_languages_keep_the_platforms() {
    let salon = Salon::open().await;
    let words = json!({
        "subject": "{{ shop }} czeka: {{ when_brief }}",
        "text": "Cześć {{ customer }}!\n\nKawa <czeka>.\n{% if manage_url %}\nLink: {{ manage_url }}{% endif %}"
    });
    choose(&salon, "booking_confirmed/pl/email", words).await;
    choose(
        &salon,
        "booking_confirmed/pl/sms",
        json!({ "text": "{{ shop }} {{ when_short }} tel. {{ contact }}" }),
    )
    .await;
    let booked = book(&salon, "2027-03-11T10:00:00Z", "anna", "pl").await;
    let mail = &salon.messages(ANNA).await[0];
    assert_eq!(mail["subject"], "Śródmieście czeka: czw. 11.03.2027 11:00");
    assert!(
        text(mail).starts_with("Cześć anna!\n\nKawa <czeka>.\nLink: http"),
        "{}",
        text(mail)
    );
    assert!(text(mail).contains(booked["manage_token"].as_str().expect("a token")));
    // The table of facts stands under any words.
    assert!(text(mail).contains("Termin: czwartek, 11 marca 2027, 11:00 (czas: Europe/Warsaw, UTC+1)"));
    let sms = salon.messages("+48601234567").await;
    assert_eq!(
        sms[0]["text"],
        "Srodmiescie czw. 11.03.2027 11:00 (Europe/Warsaw UTC+1) tel. +48221234567, shop@salon.example"
    );
    let _ = book(&salon, "2027-03-11T12:00:00Z", "bob", "en").await;
    let english = &salon.messages("bob@guests.example").await[0];
    assert!(!text(english).contains("Kawa"), "{}", text(english));
    let path = format!("/businesses/{}/templates/booking_confirmed/pl/email", salon.business);
    let _ = salon
        .send(request(Method::DELETE, &path).token(&salon.owner))
        .await
        .expect(200);
    let _ = book(&salon, "2027-03-11T14:00:00Z", "ewa", "pl").await;
    let platforms = &salon.messages("ewa@guests.example").await[0];
    assert!(
        text(platforms).contains("Twoja wizyta jest potwierdzona"),
        "{}",
        text(platforms)
    );
}

#[tokio::test]
async fn words_that_cannot_be_read_any_more_give_way_to_the_platforms() {
    let salon = Salon::open().await;
    let business = salon.business.parse().expect("an id");
    let broken = store::TemplateOverride {
        business,
        kind: "booking_confirmed".to_owned(),
        locale: booking_rules::values::Locale::Pl,
        channel: booking_rules::notices::Channel::Email,
        subject: None,
        text: Some("{{ a_name_of_yesterday }}".to_owned()),
        updated_at: salon.system.app.now(),
        updated_by: None,
    };
    assert!(salon.system.app.store.write_once(&broken).await.expect("written"));
    let _ = book(&salon, "2027-03-11T10:00:00Z", "anna", "pl").await;
    let mail = &salon.messages(ANNA).await[0];
    assert!(text(mail).contains("Twoja wizyta jest potwierdzona"), "{}", text(mail));
}

#[tokio::test]
async fn whoever_did_not_agree_is_not_asked_how_it_was() {
    let salon = Salon::open().await;
    let booked = book(&salon, "2027-03-08T11:00:00Z", "anna", "pl").await;
    salon.travel("2027-03-08T12:00:00Z").await;
    let path = format!("/bookings/{}/complete", booked["id"].as_str().expect("an id"));
    let _ = salon.post(&path, &salon.owner, json!({})).await.expect(200);
    let asked = || async {
        let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let notices = salon.system.app.store.notices_of(id).await.expect("notices");
        let requests = notices.into_iter().filter(|n| n.record.kind == "review_requested");
        requests.map(|n| n.record).collect::<Vec<_>>()
    };
    let planned = asked().await;
    assert_eq!(planned.len(), 2);
    for notice in &planned {
        assert_eq!(notice.status, store::NoticeStatus::Scheduled);
        // Two hours after the visit was completed, to the second.
        let wait = notice.due_at - salon.system.app.now();
        assert!((118..=120).contains(&wait.num_minutes()), "{wait}");
    }
    salon.travel("2027-03-08T14:30:00Z").await;
    let ended = asked().await;
    assert!(
        ended
            .iter()
            .all(|notice| notice.status == store::NoticeStatus::Suppressed),
        "{ended:?}"
    );
    let kinds: Vec<Value> = salon.messages(ANNA).await.iter().map(|m| m["kind"].clone()).collect();
    assert_eq!(kinds, ["booking_confirmed"]);
}

#[tokio::test]
async fn a_business_may_ask_nobody() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let shown = salon.get(&path, &salon.owner).await.expect(200);
    assert_eq!(shown["review_request_minutes"], 120);
    let change = |minutes: Value| {
        let body = json!({ "review_request_minutes": minutes });
        request(Method::PATCH, &path).token(&salon.owner).json(&body)
    };
    let answer = salon.send(change(json!(20_161))).await;
    answer.wrong_field("review_request_minutes", "out_of_range");
    let changed = salon.send(change(Value::Null)).await.expect(200);
    assert_eq!(changed["review_request_minutes"], Value::Null);
    let booked = book(&salon, "2027-03-08T11:00:00Z", "anna", "pl").await;
    salon.travel("2027-03-08T12:00:00Z").await;
    let path = format!("/bookings/{}/complete", booked["id"].as_str().expect("an id"));
    let _ = salon.post(&path, &salon.owner, json!({})).await.expect(200);
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let notices = salon.system.app.store.notices_of(id).await.expect("notices");
    assert!(notices.iter().all(|n| n.record.kind != "review_requested"));
}
