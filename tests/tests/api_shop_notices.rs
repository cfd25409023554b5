//! The log of messages about a shop's bookings, and sending one again.

use http::Method;
use providers::delivery::DeliveryError;
use serde_json::{Value, json};
use store::{MemberRole, Scope};
use testkit::{Answer, Salon, request};

const PERIOD: &str = "from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z";

async fn list(salon: &Salon, query: &str, token: &str) -> Answer {
    salon
        .get(&format!("/shops/{}/notices?{PERIOD}{query}", salon.shop), token)
        .await
}

async fn listed(salon: &Salon, query: &str) -> Vec<Value> {
    let found = list(salon, query, &salon.owner).await.expect(200);
    found.as_array().expect("a list").clone()
}

async fn resend(salon: &Salon, notice: &Value, token: &str) -> Answer {
    let id = notice["id"].as_str().expect("an id");
    salon
        .post(
            &format!("/shops/{}/notices/{id}/resend", salon.shop),
            token,
            Value::Null,
        )
        .await
}

async fn settle(salon: &Salon) {
    salon.system.settle().await.expect("rest");
}

#[tokio::test]
async fn a_shop_sees_what_became_of_its_messages_in_the_readers_language() {
    let salon = Salon::open().await;
    salon.system.inbox.fail_next(DeliveryError::rejected("550 5.1.1"));
    let booked = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    settle(&salon).await;
    let all = listed(&salon, "").await;
    let told: Vec<_> = all
        .iter()
        .map(|n| (n["kind"].clone(), n["channel"].clone(), n["status"].clone()))
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[0].2, "scheduled", "newest first");
    let failed = listed(&salon, "&status=failed").await;
    assert_eq!(failed.len(), 1);
    let failed = &failed[0];
    assert_eq!((&failed["booking_id"], &failed["attempts"]), (&booked["id"], &json!(1)));
    assert_eq!(
        (&failed["vendor"], &failed["recipient"]),
        (&json!("inbox"), &json!("a•••@guests.example"))
    );
    assert_eq!(failed["reason"], "550 5.1.1");
    let statuses: Vec<_> = failed["history"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|s| s["status"].clone())
        .collect();
    assert_eq!(statuses, ["queued", "sending", "failed"]);
    let by_sms = listed(&salon, "&channel=sms&status=sent").await;
    assert_eq!(by_sms[0]["recipient"], "+48 ••• 567");
    for (language, label, reason) in [
        ("pl", "niedostarczone", "odpowiedź operatora: 550 5.1.1"),
        ("en", "not delivered", "the provider's answer: 550 5.1.1"),
        ("ar", "تعذّر التسليم", "رد مزوّد الخدمة: \u{2068}550 5.1.1\u{2069}"),
    ] {
        let path = format!("/shops/{}/notices?{PERIOD}&status=failed", salon.shop);
        let asked = request(Method::GET, &path)
            .token(&salon.owner)
            .header("accept-language", language);
        let shown = salon.send(asked).await.expect(200);
        assert_eq!(
            (&shown[0]["status_label"], &shown[0]["reason_label"]),
            (&json!(label), &json!(reason))
        );
        assert_eq!(shown[0]["history"][2]["reason_label"], reason);
    }
    let answer = list(&salon, "", &salon.owner).await;
    assert!(!answer.text.contains("anna@guests.example") && !answer.text.contains("601234567"));
}

#[tokio::test]
async fn pages_join_to_the_whole_log_and_a_period_is_checked() {
    let salon = Salon::open().await;
    for day in 10..14 {
        salon
            .book(&format!("2027-03-{day}T10:00:00Z"), "anna")
            .await
            .expect(201);
    }
    salon.book("2027-04-02T10:00:00Z", "anna").await.expect(201);
    settle(&salon).await;
    let all = listed(&salon, "&limit=100").await;
    assert_eq!(all.len(), 4 * 5 - 2, "two reminders are due after the period");
    let (mut read, mut cursor) = (Vec::new(), String::new());
    for _ in 0..20 {
        let page = list(&salon, &format!("&limit=3{cursor}"), &salon.owner).await;
        read.extend(page.body["data"].as_array().expect("a list").clone());
        let next = page.body["meta"]["pagination"]["next_cursor"].as_str();
        let Some(next) = next else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(read, all);
    let path = |query: &str| format!("/shops/{}/notices?{query}", salon.shop);
    for (query, field, code) in [
        ("from=2027-03-01T00:00:00Z", "to", "required"),
        (
            "from=2027-03-01T00:00:00Z&to=2028-04-01T00:00:00Z",
            "to",
            "window_too_long",
        ),
        (
            "from=2027-03-02T00:00:00Z&to=2027-03-01T00:00:00Z",
            "to",
            "reversed_interval",
        ),
        (
            "from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z&cursor=e30",
            "cursor",
            "invalid_cursor",
        ),
    ] {
        salon.get(&path(query), &salon.owner).await.wrong_field(field, code);
    }
}

#[tokio::test]
async fn a_list_shows_nothing_that_a_booking_would_not() {
    let salon = Salon::open().await;
    let beata = salon.hire("Beata", &testkit::Desk::default().weekly).await;
    let mut wish = salon.wish("2027-03-12T10:00:00Z", "anna");
    wish["staff_id"] = json!(salon.staff);
    let annas = salon.post("/bookings", "", wish).await.expect(201);
    let mut wish = salon.wish("2027-03-13T10:00:00Z", "ewa");
    wish["staff_id"] = json!(beata);
    salon.post("/bookings", "", wish).await.expect(201);
    settle(&salon).await;
    let manager = salon.sign_up("manager@salon.example").await;
    let reached = salon.staff.parse().expect("an id");
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(vec![reached])
        })
        .await;
    let all = listed(&salon, "").await;
    let seen = list(&salon, "", &manager).await.expect(200);
    let seen = seen.as_array().expect("a list");
    assert_eq!((all.len(), seen.len()), (8, 4));
    assert!(seen.iter().all(|notice| notice["booking_id"] == annas["id"]));
    let hidden = all
        .iter()
        .find(|n| n["booking_id"] != annas["id"] && n["status"] == "sent")
        .expect("one");
    resend(&salon, hidden, &manager).await.refused(404, "not_found");
    let shown = seen.iter().find(|n| n["status"] == "sent").expect("one");
    resend(&salon, shown, &manager).await.expect(201);
    let customer = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    list(&salon, "", &customer).await.refused(403, "business_required");
}

#[tokio::test]
async fn a_message_is_sent_again_as_one_of_its_own() {
    let salon = Salon::open().await;
    salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    settle(&salon).await;
    let first = listed(&salon, "&channel=email&status=sent").await.remove(0);
    let path = format!(
        "/shops/{}/notices/{}/resend",
        salon.shop,
        first["id"].as_str().expect("an id")
    );
    let ask = || {
        request(Method::POST, &path)
            .token(&salon.owner)
            .header("idempotency-key", "again-1")
    };
    let again = salon.send(ask()).await.expect(201);
    assert_eq!(
        (&again["again"], &again["status"], &again["kind"]),
        (&json!(1), &json!("queued"), &first["kind"])
    );
    assert_ne!(again["id"], first["id"]);
    assert_eq!(
        salon.send(ask()).await.expect(201)["id"],
        again["id"],
        "asked twice, sent once"
    );
    settle(&salon).await;
    let confirmed = salon
        .messages("anna@guests.example")
        .await
        .into_iter()
        .filter(|m| m["kind"] == "booking_confirmed");
    assert_eq!(confirmed.count(), 2);
    let shown = listed(&salon, "&channel=email&status=sent").await;
    assert_eq!(shown.len(), 2);
    // The second can be sent again too, and five times is enough.
    for number in 2..=5 {
        let again = resend(&salon, &shown[0], &salon.owner).await.expect(201);
        assert_eq!(again["again"], number);
        settle(&salon).await;
    }
    resend(&salon, &first, &salon.owner)
        .await
        .refused(409, "resent_often_enough");
    let trail = salon
        .get(&format!("/businesses/{}/audit", salon.business), &salon.owner)
        .await
        .expect(200);
    let told = trail
        .as_array()
        .expect("a list")
        .iter()
        .filter(|e| e["type"] == "NoticeResent")
        .count();
    assert_eq!(told, 5);
}

#[tokio::test]
async fn a_message_that_makes_no_sense_any_more_is_not_sent_again() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    settle(&salon).await;
    let waiting = listed(&salon, "&status=scheduled").await.remove(0);
    resend(&salon, &waiting, &salon.owner)
        .await
        .refused(409, "notice_under_way");
    let sent = listed(&salon, "&status=sent").await.remove(0);
    let booking = booked["id"].as_str().expect("an id");
    let to = json!({ "start": "2027-03-13T10:00:00Z" });
    let _ = salon
        .post(&format!("/bookings/{booking}/reschedule"), &salon.owner, to)
        .await
        .expect(200);
    resend(&salon, &sent, &salon.owner)
        .await
        .refused(409, "booking_changed_since");
    settle(&salon).await;
    let changed = listed(&salon, "&status=sent").await;
    let changed = changed.iter().find(|n| n["kind"] == "booking_changed").expect("one");
    let _ = salon
        .post(&format!("/bookings/{booking}/cancel"), &salon.owner, json!({}))
        .await
        .expect(200);
    resend(&salon, changed, &salon.owner)
        .await
        .refused(409, "booking_changed_since");
    for bad in ["n-nothing", "l-ltr_1-email"] {
        let path = format!("/shops/{}/notices/{bad}/resend", salon.shop);
        salon
            .post(&path, &salon.owner, Value::Null)
            .await
            .refused(404, "not_found");
    }
}
