//! Answers to text messages, from the signed call to what becomes of the booking and who hears of it.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use booking_rules::notices::Vendor;
use http::Method;
use serde_json::{Value, json};
use store::{MemberRole, Scope};
use testkit::{Answer, Desk, Salon, request};

const PATH: &str = "/api/v1/webhooks/inbound-sms";
const ANNA: &str = "+48601234567";
const TOKEN: &str = "a token of Twilio's";
const OURS: &str = "+48732000000";

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// A message as Twilio passes it on, signed with `token`.
async fn call(salon: &Salon, token: &str, id: &str, from: &str, text: &str) -> Answer {
    // In the order of their names, as they are signed.
    let fields = [("Body", text), ("From", from), ("MessageSid", id), ("To", OURS)];
    let signed: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let tag = hmac::sign(&key, format!("http://salon.test{PATH}{signed}").as_bytes());
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let call = request(Method::POST, PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", &STANDARD.encode(tag))
        .raw(body.join("&"));
    salon.send(call).await
}

async fn says(salon: &Salon, id: &str, text: &str) {
    let answer = call(salon, TOKEN, id, ANNA, text).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
}

/// A salon that takes answers, whose customers may cancel up to `notice` minutes ahead.
async fn open(notice: u32) -> Salon {
    let salon = Salon::open_with(Desk {
        settings: json!({ "cancel_notice_minutes": notice }),
        ..Desk::default()
    })
    .await;
    salon.system.callbacks.set(Vendor::Twilio, TOKEN);
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let change = request(Method::PATCH, &path)
        .token(&salon.owner)
        .json(&json!({ "two_way_sms": true }));
    assert_eq!(salon.send(change).await.expect(200)["two_way_sms"], true);
    salon
}

/// Books for the 12th, and lets the reminder of the 11th go out.
async fn reminded(salon: &Salon, starts: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let booked = salon.book(start, &format!("anna{index}")).await.expect(201);
        ids.push(booked["id"].as_str().expect("an id").to_owned());
    }
    salon.travel("2027-03-11T15:00:00Z").await;
    ids
}

async fn booking(salon: &Salon, id: &str) -> Value {
    salon.get(&format!("/bookings/{id}"), &salon.owner).await.expect(200)
}

async fn sms_kinds(salon: &Salon) -> Vec<String> {
    let messages = salon.messages(ANNA).await;
    messages
        .iter()
        .map(|m| m["kind"].as_str().expect("a kind").to_owned())
        .collect()
}

async fn told(salon: &Salon, token: &str) -> Vec<String> {
    salon.system.settle().await.expect("the system comes to rest");
    let data = salon.get("/me/notices?limit=100", token).await.expect(200);
    let notices = data["notices"].as_array().expect("a list");
    notices
        .iter()
        .map(|n| n["kind"].as_str().expect("a kind").to_owned())
        .collect()
}

async fn messages(salon: &Salon, token: &str) -> Vec<Value> {
    let path = format!("/shops/{}/messages", salon.shop);
    let list = salon.get(&path, token).await.expect(200);
    list.as_array().expect("a list").clone()
}

#[tokio::test]
async fn yes_is_kept_with_the_booking_answered_once_and_told_to_the_shop() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    let texts = salon.messages(ANNA).await;
    let reminder = texts.last().expect("a reminder")["text"].as_str().expect("a text");
    assert!(
        reminder.contains("Odpisz TAK, aby potwierdzic, NIE, aby odwolac."),
        "{reminder}"
    );
    assert_eq!(booking(&salon, &ids[0]).await["acknowledged_at"], Value::Null);
    says(&salon, "SM1", " Tak! ").await;
    says(&salon, "SM1", " Tak! ").await;
    let shown = booking(&salon, &ids[0]).await;
    assert_eq!(shown["status"], "confirmed");
    assert!(
        shown["acknowledged_at"]
            .as_str()
            .is_some_and(|at| at.starts_with("2027-03-11T15:00")),
        "{shown}"
    );
    assert_eq!(
        sms_kinds(&salon).await,
        ["booking_confirmed", "booking_reminder", "reply_thanks"]
    );
    assert_eq!(
        told(&salon, &salon.owner).await,
        ["booking_acknowledged", "new_booking"]
    );
    assert!(messages(&salon, &salon.owner).await.is_empty());
    // A new time has not been agreed to.
    let to = json!({ "start": "2027-03-13T10:00:00Z" });
    let path = format!("/bookings/{}/reschedule", ids[0]);
    let moved = salon.post(&path, &salon.owner, to).await.expect(200);
    assert_eq!(moved["acknowledged_at"], Value::Null);
}

#[tokio::test]
async fn no_cancels_within_the_policy_and_again_changes_nothing() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    says(&salon, "SM1", "nie").await;
    assert_eq!(booking(&salon, &ids[0]).await["status"], "cancelled");
    says(&salon, "SM1", "nie").await;
    says(&salon, "SM2", "NIE").await;
    let kinds = sms_kinds(&salon).await;
    assert_eq!(
        kinds,
        ["booking_confirmed", "booking_reminder", "booking_cancelled"],
        "one answer"
    );
    assert_eq!(told(&salon, &salon.owner).await, ["booking_called_off", "new_booking"]);
    assert!(messages(&salon, &salon.owner).await.is_empty());
}

#[tokio::test]
async fn no_that_comes_too_late_leaves_the_booking_and_tells_both() {
    let salon = open(24 * 60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    says(&salon, "SM1", "Nie").await;
    says(&salon, "SM1", "Nie").await;
    assert_eq!(booking(&salon, &ids[0]).await["status"], "confirmed");
    let texts = salon.messages(ANNA).await;
    let answer = texts.last().expect("an answer");
    assert_eq!(answer["kind"], "reply_too_late");
    let text = answer["text"].as_str().expect("a text");
    assert!(
        text.contains("nie mozna juz odwolac") && text.contains("Europe/Warsaw"),
        "{text}"
    );
    assert_eq!(texts.len(), 3, "one answer: {texts:?}");
    assert_eq!(told(&salon, &salon.owner).await[0], "too_late_to_cancel");
    let inbox = messages(&salon, &salon.owner).await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        (inbox[0]["outcome"].as_str(), inbox[0]["booking_id"].as_str()),
        (Some("too_late"), Some(&*ids[0]))
    );
}

#[tokio::test]
async fn an_answer_that_could_be_about_two_visits_changes_neither() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z", "2027-03-12T12:00:00Z"]).await;
    for (id, text) in [("SM1", "TAK"), ("SM2", "NIE")] {
        says(&salon, id, text).await;
    }
    for id in &ids {
        let shown = booking(&salon, id).await;
        assert_eq!(
            (shown["status"].as_str(), &shown["acknowledged_at"]),
            (Some("confirmed"), &Value::Null)
        );
    }
    let answers = sms_kinds(&salon)
        .await
        .into_iter()
        .filter(|kind| kind == "reply_unclear")
        .count();
    assert_eq!(answers, 2, "one for each message");
    let inbox = messages(&salon, &salon.owner).await;
    assert_eq!(inbox.len(), 2);
    assert!(inbox.iter().all(|message| message["outcome"] == "several_bookings"));
    assert_eq!(
        told(&salon, &salon.owner).await[..2],
        ["reply_unclear", "reply_unclear"]
    );
}

#[tokio::test]
async fn only_what_was_asked_about_is_answered() {
    let salon = open(60).await;
    // Nobody was reminded of the later visit yet.
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z", "2027-03-20T12:00:00Z"]).await;
    says(&salon, "SM1", "tak").await;
    assert_ne!(booking(&salon, &ids[0]).await["acknowledged_at"], Value::Null);
    assert_eq!(booking(&salon, &ids[1]).await["acknowledged_at"], Value::Null);
}

#[tokio::test]
async fn words_are_for_people_of_the_shop_within_their_reach() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    let stylist = salon.sign_up("anna@salon.example").await;
    salon
        .place(&stylist, MemberRole::Staff, |place| {
            place.staff = salon.staff.parse().ok()
        })
        .await;
    let manager = salon.sign_up("manager@salon.example").await;
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(Vec::new())
        })
        .await;
    says(&salon, "SM1", "Spóźnię się\u{7} 10 minut {shop}").await;
    says(&salon, "SM1", "Spóźnię się\u{7} 10 minut {shop}").await;
    for token in [&salon.owner, &stylist] {
        let inbox = messages(&salon, token).await;
        assert_eq!(inbox.len(), 1);
        assert_eq!(inbox[0]["text"], "Spóźnię się 10 minut {shop}");
        assert_eq!(
            (inbox[0]["from"].as_str(), inbox[0]["booking_id"].as_str()),
            (Some("anna0"), Some(&*ids[0]))
        );
        assert_eq!(told(&salon, token).await[0], "sms_received");
        let data = salon.get("/me/notices", token).await.expect(200);
        let text = data["notices"][0]["text"].as_str().expect("a text");
        assert!(text.contains("Spóźnię się 10 minut {shop}"), "{text}");
    }
    assert!(messages(&salon, &manager).await.is_empty());
    assert!(told(&salon, &manager).await.is_empty());
    assert!(
        !sms_kinds(&salon).await.iter().any(|kind| kind.starts_with("reply")),
        "people answer people"
    );
}

#[tokio::test]
async fn help_says_what_can_be_answered() {
    let salon = open(60).await;
    reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    says(&salon, "SM1", "POMOC").await;
    let texts = salon.messages(ANNA).await;
    let text = texts.last().expect("an answer")["text"].as_str().expect("a text");
    assert!(text.contains("STOP") && text.contains("+48221234567"), "{text}");
}

#[tokio::test]
async fn after_stop_nothing_is_sent_and_nothing_answered_until_start() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    says(&salon, "SM1", "KONIEC").await;
    says(&salon, "SM2", "tak").await;
    assert_ne!(
        booking(&salon, &ids[0]).await["acknowledged_at"],
        Value::Null,
        "they still mean it"
    );
    salon.book("2027-03-20T12:00:00Z", "anna9").await.expect(201);
    assert_eq!(sms_kinds(&salon).await, ["booking_confirmed", "booking_reminder"]);
    says(&salon, "SM3", "START").await;
    salon.book("2027-03-21T12:00:00Z", "anna8").await.expect(201);
    assert_eq!(
        sms_kinds(&salon).await,
        ["booking_confirmed", "booking_reminder", "booking_confirmed"]
    );
}

#[tokio::test]
async fn a_forged_call_is_refused_without_a_trace() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    call(&salon, "another secret", "SM1", ANNA, "NIE")
        .await
        .refused(401, "unauthenticated");
    let unsigned = request(Method::POST, PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .raw(format!(
            "Body=NIE&From={}&MessageSid=SM1&To={}",
            encoded(ANNA),
            encoded(OURS)
        ));
    salon.send(unsigned).await.refused(401, "unauthenticated");
    assert_eq!(booking(&salon, &ids[0]).await["status"], "confirmed");
    // The name of the forged message was not burnt.
    says(&salon, "SM1", "NIE").await;
    assert_eq!(booking(&salon, &ids[0]).await["status"], "cancelled");
}

#[tokio::test]
async fn a_number_nobody_wrote_to_and_a_business_that_takes_no_answers_change_nothing() {
    let salon = open(60).await;
    let ids = reminded(&salon, &["2027-03-12T10:00:00Z"]).await;
    let stranger = call(&salon, TOKEN, "SM1", "+48602345678", "NIE").await;
    assert_eq!(stranger.status, 204);
    assert_eq!(booking(&salon, &ids[0]).await["status"], "confirmed");
    assert!(messages(&salon, &salon.owner).await.is_empty());
    let silent = Salon::open().await;
    silent.system.callbacks.set(Vendor::Twilio, TOKEN);
    let ids = reminded(&silent, &["2027-03-12T10:00:00Z"]).await;
    let texts = silent.messages(ANNA).await;
    assert!(
        !texts
            .iter()
            .any(|m| m["text"].as_str().is_some_and(|text| text.contains("Odpisz")))
    );
    says(&silent, "SM1", "NIE").await;
    assert_eq!(booking(&silent, &ids[0]).await["status"], "confirmed");
}
