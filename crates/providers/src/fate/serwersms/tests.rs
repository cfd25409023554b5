use std::sync::Arc;

use super::super::contract::{Promise, asked, sample_question};
use super::*;
use crate::contract::PATIENCE;
use crate::loopback::Answer;

fn at(url: &str) -> Arc<dyn FateLookup> {
    let document = json!({ "token": "hush", "base_url": url }).to_string();
    Arc::new(SerwersmsLookup::new(&SecretString::from(document), PATIENCE).unwrap())
}

fn item(id: &str, status: &str, reason: &Value) -> Value {
    json!({ "id": id, "phone": "+48601234567", "status": status, "queued": "2027-03-14 09:00:00", "sent": null,
        "delivered": null, "sender": "Salon", "type": "full", "text": "Przypomnienie", "parts": 1, "reason": reason })
}

fn reports(items: &[Value]) -> Answer {
    Answer::json(&json!({ "paging": { "page": 1, "count": 1 }, "items": items }))
}

fn failed(reason: &str, address_is_dead: bool) -> Fate {
    Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead,
    }
}

#[tokio::test]
async fn the_promise_of_a_look_up_is_kept() {
    let delivered = reports(&[item("aca3944055", "delivered", &Value::Null)]);
    let promise = Promise {
        at,
        known_by_reference: delivered.clone(),
        known_otherwise: delivered,
        never_taken: reports(&[]),
        known: KnownMessage {
            reference: "aca3944055".to_owned(),
            fate: Fate::Delivered,
        },
    };
    promise.is_kept().await;
}

#[tokio::test]
async fn a_message_is_asked_for_by_their_name_or_else_by_ours() {
    let named = MessageInQuestion {
        reference: Some("aca3944055".to_owned()),
        ..sample_question()
    };
    for (question, expected) in [
        (named, json!({ "id": ["aca3944055"] })),
        (
            sample_question(),
            json!({ "unique_id": ["n-bkg_1-booking_reminder-sms-1"] }),
        ),
    ] {
        let (_, requests) = asked(at, &question, &reports(&[])).await;
        assert_eq!(
            (requests[0].path.as_str(), requests[0].json()),
            ("/messages/reports.json", expected)
        );
    }
}

#[tokio::test]
async fn every_status_and_reason_has_its_fate() {
    let mut cases = vec![
        ("delivered", Value::Null, Fate::Delivered),
        ("undelivered", Value::Null, failed("undelivered", false)),
        (
            "undelivered",
            json!("+48601234567 is wrong"),
            failed("undelivered", false),
        ),
    ];
    for status in ["sent", "in_progress", "saved", "pending", "a_status_of_tomorrow"] {
        cases.push((status, Value::Null, Fate::UnderWay));
    }
    for reason in ["unsupported_number", "wrong_number", "number_is_blacklisted"] {
        cases.push((
            "undelivered",
            json!(reason),
            failed(&format!("undelivered {reason}"), true),
        ));
    }
    for reason in [
        "message_expired",
        "message_rejected",
        "limit_exhausted",
        "operator_error",
        "wrong_sender_name",
        "other_error",
    ] {
        cases.push(("unsent", json!(reason), failed(&format!("unsent {reason}"), false)));
    }
    for (status, reason, fate) in cases {
        let (told, _) = asked(at, &sample_question(), &reports(&[item("a", status, &reason)])).await;
        assert_eq!(told.unwrap().unwrap().fate, fate, "{status} {reason}");
    }
}

#[tokio::test]
async fn of_a_refused_and_a_repeated_attempt_the_better_counts() {
    let both = [item("a", "unsent", &Value::Null), item("b", "sent", &Value::Null)];
    let (told, _) = asked(at, &sample_question(), &reports(&both)).await;
    let known = told.unwrap().unwrap();
    assert_eq!((known.reference.as_str(), known.fate), ("b", Fate::UnderWay));
}

#[tokio::test]
async fn an_error_that_comes_with_200_is_no_news() {
    let error = Answer::json(&json!({ "error": { "code": 1001, "type": "InvalidUser", "message": "x" } }));
    let (told, _) = asked(at, &sample_question(), &error).await;
    assert_eq!(told, Err(NotTold("not accepted for now: 1001".to_owned())));
}
