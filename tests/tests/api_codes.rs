//! Signing in with a number: the code that is sent, and telling it.

use booking_rules::ids::AccountId;
use futures::future::join_all;
use http::Method;
use providers::delivery::DeliveryError;
use serde_json::{Value, json};
use store::keys;
use testkit::{Answer, Salon, request};

const NOW: &str = "2027-03-08T09:00:00Z";
const ANNA: &str = "+48601234567";

async fn ask(salon: &Salon, wish: Value) -> Answer {
    salon.post("/auth/code", "", wish).await
}

/// The newest code that was sent to a number.
fn code(salon: &Salon, to: &str) -> String {
    let messages = salon.system.inbox.list(Some(to));
    let newest = messages
        .iter()
        .rfind(|message| message.kind == "sign_in_code")
        .expect("a code");
    newest.text.split(' ').next().expect("six digits").to_owned()
}

fn sent(salon: &Salon, to: &str) -> usize {
    salon.system.inbox.list(Some(to)).len()
}

async fn tell(salon: &Salon, phone: &str, code: &str) -> Answer {
    salon
        .post("/auth/code/verify", "", json!({ "phone": phone, "code": code }))
        .await
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn me(salon: &Salon, signed_in: &Value) -> Value {
    let token = signed_in["access_token"].as_str().expect("a token");
    salon.get("/me", token).await.expect(200)
}

#[tokio::test]
async fn the_first_code_founds_an_account_and_later_ones_sign_in_to_it() {
    let salon = Salon::empty(NOW).await;
    let asked = ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    assert_eq!(asked, json!({ "expires_in": 300, "resend_in": 60 }));
    let told = json!({ "phone": ANNA, "code": code(&salon, ANNA), "name": "Anna" });
    let first = salon.post("/auth/code/verify", "", told).await.expect(200);
    let anna = me(&salon, &first).await;
    assert_eq!(
        (&anna["phone"], &anna["name"], &anna["role"]),
        (&json!(ANNA), &json!("Anna"), &json!("customer"))
    );
    assert_eq!(anna["second_factor"], false);

    salon.travel("2027-03-08T09:02:00Z").await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let second = tell(&salon, ANNA, &code(&salon, ANNA)).await.expect(200);
    assert_eq!(me(&salon, &second).await["account_id"], anna["account_id"]);

    let account: AccountId = anna["account_id"].as_str().unwrap().parse().unwrap();
    let events = salon
        .system
        .app
        .store
        .events_of(&keys::account_partition(account), 50)
        .await
        .unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "SignedIn").count(), 2, "{kinds:?}");
    assert!(kinds.contains(&"AccountCreated"), "{kinds:?}");
}

#[tokio::test]
async fn the_bookings_a_guest_made_with_the_number_become_its_own() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let signed_in = tell(&salon, ANNA, &code(&salon, ANNA)).await.expect(200);
    let token = signed_in["access_token"].as_str().unwrap();
    let mine = salon.get("/bookings", token).await.expect(200);
    assert_eq!(mine[0]["id"], booked["id"], "{mine}");
}

#[tokio::test]
async fn saudi_polish_and_british_numbers_are_read_as_they_are_dialled_at_home() {
    let salon = Salon::empty(NOW).await;
    for (phone, country, full) in [
        ("050 123 4567", "SA", "+966501234567"),
        ("601 234 567", "PL", "+48601234567"),
        ("07400 123456", "GB", "+447400123456"),
    ] {
        ask(&salon, json!({ "phone": phone, "country": country }))
            .await
            .expect(202);
        let told = json!({ "phone": phone, "country": country, "code": code(&salon, full) });
        let signed_in = salon.post("/auth/code/verify", "", told).await.expect(200);
        assert_eq!(me(&salon, &signed_in).await["phone"], full);
    }
}

#[tokio::test]
async fn the_message_is_in_the_language_asked_for_and_may_go_by_whatsapp() {
    let salon = Salon::empty(NOW).await;
    for (number, locale, word) in [
        ("+966501234567", "ar", "رمز"),
        ("+48601234567", "pl", "kod"),
        ("+447400123456", "en", "code"),
    ] {
        ask(&salon, json!({ "phone": number, "locale": locale }))
            .await
            .expect(202);
        let message = salon.system.inbox.list(Some(number)).pop().unwrap();
        assert!(message.text.contains(word), "{}", message.text);
    }
    // The language of the request, where the wish says none.
    let wish = request(Method::POST, "/auth/code").header("accept-language", "ar");
    let wish = wish.json(&json!({ "phone": "+966501234568", "channel": "whatsapp" }));
    salon.send(wish).await.expect(202);
    let message = salon.system.inbox.list(Some("+966501234568")).pop().unwrap();
    assert_eq!(message.channel, "whatsapp");
    assert!(message.text.contains("رمز"), "{}", message.text);
    // Typed on an Arabic keyboard.
    let told: String = code(&salon, "+966501234568")
        .chars()
        .map(|digit| char::from_u32(0x660 + digit.to_digit(10).unwrap()).unwrap())
        .collect();
    tell(&salon, "+966501234568", &told).await.expect(200);
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let salon = Salon::empty(NOW).await;
    let nothing = ask(&salon, json!({})).await;
    nothing.wrong_field("phone", "required");
    for (wish, field, fault) in [
        (json!({ "phone": "601 234 567" }), "phone", "invalid_phone"),
        (json!({ "phone": "+48 22 621 00 00" }), "phone", "not_a_mobile_number"),
        (
            json!({ "phone": ANNA, "country": "Polska" }),
            "country",
            "unknown_country",
        ),
        (
            json!({ "phone": ANNA, "channel": "pigeon" }),
            "channel",
            "invalid_choice",
        ),
        (json!({ "phone": ANNA, "locale": "de" }), "locale", "unknown_locale"),
        (json!({ "phone": ANNA, "code": "1" }), "code", "unknown_field"),
    ] {
        ask(&salon, wish).await.wrong_field(field, fault);
    }
    let told = salon
        .post("/auth/code/verify", "", json!({ "phone": ANNA, "transport": "pigeon" }))
        .await;
    told.wrong_field("code", "required")
        .wrong_field("transport", "invalid_choice");
    assert_eq!(sent(&salon, ANNA), 0);
}

#[tokio::test]
async fn a_code_works_once_and_whatever_is_wrong_is_one_answer() {
    let salon = Salon::empty(NOW).await;
    tell(&salon, ANNA, "482913").await.refused(401, "unauthenticated");
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let good = code(&salon, ANNA);
    for bad in [wrong(&good).as_str(), "", "abcdef", "4829133"] {
        tell(&salon, ANNA, bad).await.refused(401, "unauthenticated");
    }
    tell(&salon, "+48601234568", &good)
        .await
        .refused(401, "unauthenticated");
    tell(&salon, ANNA, &good).await.expect(200);
    tell(&salon, ANNA, &good).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_code_ends_after_five_minutes_and_with_the_next_one() {
    let salon = Salon::empty(NOW).await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let first = code(&salon, ANNA);
    salon.travel("2027-03-08T09:05:40Z").await;
    tell(&salon, ANNA, &first).await.refused(401, "unauthenticated");
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let second = code(&salon, ANNA);
    salon.travel("2027-03-08T09:07:30Z").await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let third = code(&salon, ANNA);
    if second != third {
        tell(&salon, ANNA, &second).await.refused(401, "unauthenticated");
    }
    tell(&salon, ANNA, &third).await.expect(200);
}

#[tokio::test]
async fn however_many_guess_at_once_a_code_is_tried_five_times() {
    let salon = Salon::empty(NOW).await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let (good, bad) = (code(&salon, ANNA), wrong(&code(&salon, ANNA)));
    let guesses = (0..40).map(|_| tell(&salon, ANNA, &bad));
    for answer in join_all(guesses).await {
        answer.refused(401, "unauthenticated");
    }
    // The right one comes too late.
    tell(&salon, ANNA, &good).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn of_many_who_tell_the_right_code_at_once_one_is_signed_in() {
    let salon = Salon::empty(NOW).await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let good = code(&salon, ANNA);
    let answers = join_all((0..5).map(|_| tell(&salon, ANNA, &good))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 401).count(),
        4,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn another_code_waits_a_minute_also_when_many_ask_at_once() {
    let salon = Salon::empty(NOW).await;
    let answers = join_all((0..4).map(|_| ask(&salon, json!({ "phone": ANNA })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 1);
    assert_eq!(sent(&salon, ANNA), 1);
    salon.travel("2027-03-08T09:00:30Z").await;
    let early = ask(&salon, json!({ "phone": ANNA })).await;
    early.refused(429, "too_many_requests");
    let wait: u32 = early.header("retry-after").unwrap().parse().unwrap();
    // Time goes on while a test runs.
    assert!((30..=60).contains(&wait), "{wait}");
    salon.travel("2027-03-08T09:01:40Z").await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
}

#[tokio::test]
async fn a_number_gets_five_codes_an_hour_and_an_address_asks_twenty_times() {
    let salon = Salon::empty(NOW).await;
    for minute in [0, 5, 10, 15, 20] {
        salon.travel(&format!("2027-03-08T09:{minute:02}:00Z")).await;
        ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    }
    salon.travel("2027-03-08T09:25:00Z").await;
    ask(&salon, json!({ "phone": ANNA }))
        .await
        .refused(429, "too_many_requests");
    salon.travel("2027-03-08T10:00:05Z").await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);

    let from = |address: &str, n: u32| {
        let wish = request(Method::POST, "/auth/code").header("x-forwarded-for", address);
        salon.send(wish.json(&json!({ "phone": format!("+4860123{n:04}") })))
    };
    for n in 0..20 {
        from("192.0.2.7", n).await.expect(202);
    }
    from("192.0.2.7", 20).await.refused(429, "too_many_requests");
    from("192.0.2.8", 20).await.expect(202);
}

#[tokio::test]
async fn a_vendor_that_fails_for_now_may_be_asked_again_and_an_unknown_outcome_counts_as_sent() {
    let salon = Salon::empty(NOW).await;
    salon.system.inbox.fail_next(DeliveryError::transient("no connection"));
    ask(&salon, json!({ "phone": ANNA })).await.refused(503, "unavailable");
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let other = "+48601234568";
    for (at, failure) in [
        ("2027-03-08T09:30:00Z", DeliveryError::unknown("timed out")),
        ("2027-03-08T09:40:00Z", DeliveryError::rejected("21614")),
    ] {
        salon.travel(at).await;
        salon.system.inbox.fail_next(failure);
        // A number that cannot get it is answered as any other.
        ask(&salon, json!({ "phone": other })).await.expect(202);
        ask(&salon, json!({ "phone": other }))
            .await
            .refused(429, "too_many_requests");
    }
}

#[tokio::test]
async fn neither_code_nor_number_lies_in_the_table() {
    let salon = Salon::empty(NOW).await;
    ask(&salon, json!({ "phone": ANNA })).await.expect(202);
    let number = store::digest(ANNA);
    let kept = salon.system.app.store.sent_code(&number).await.unwrap().unwrap().record;
    let written = serde_json::to_string(&kept).unwrap();
    assert!(
        !written.contains(&code(&salon, ANNA)) && !written.contains("601234567"),
        "{written}"
    );
    assert_ne!(kept.code_hash, store::digest(&code(&salon, ANNA)), "salted");
}
