use std::sync::Arc;

use serde_json::json;

use super::super::contract::{Promise, asked, sample_question};
use super::*;
use crate::contract::PATIENCE;
use crate::loopback::Answer;

fn at(url: &str) -> Arc<dyn FateLookup> {
    let document = json!({ "app_sid": "hush", "from": "Salonbook", "base_url": url }).to_string();
    Arc::new(UnifonicLookup::new(&SecretString::from(document), PATIENCE).unwrap())
}

fn details(messages: &[Value]) -> Answer {
    Answer::json(&json!({ "success": true, "message": "", "errorCode": "ER-00", "data": { "messages": messages } }))
}

fn message(status: &Value, receipt: &Value) -> Value {
    json!({ "MessageID": 3_200_017_889_310_i64, "Status": status, "DLR": receipt, "SenderID": "Salonbook",
        "Recipient": "48601234567", "DateCreated": "2027-03-14 11:00:00", "DateSent": null, "Cost": 0.1 })
}

#[tokio::test]
async fn the_promise_of_a_look_up_is_kept() {
    let delivered = details(&[message(&json!("Sent"), &json!("Delivered"))]);
    let promise = Promise {
        at,
        known_by_reference: delivered.clone(),
        known_otherwise: delivered,
        never_taken: details(&[]),
        known: KnownMessage {
            reference: "3200017889310".to_owned(),
            fate: Fate::Delivered,
        },
    };
    promise.is_kept().await;
}

#[tokio::test]
async fn a_message_is_asked_for_by_their_name_or_else_by_ours() {
    let named = MessageInQuestion {
        reference: Some("3200017889310".to_owned()),
        ..sample_question()
    };
    for (question, expected) in [
        (named, "AppSid=hush&MessageID=3200017889310"),
        (
            sample_question(),
            "AppSid=hush&CorrelationID=n-bkg_1-booking_reminder-sms-1",
        ),
    ] {
        let (_, requests) = asked(at, &question, &details(&[])).await;
        assert_eq!(requests[0].path, "/rest/SMS/Messages/GetMessagesDetails");
        assert_eq!(requests[0].body(), expected);
    }
}

#[tokio::test]
async fn the_receipt_goes_before_the_status() {
    let failed = |reason: &str| Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead: false,
    };
    let none = Value::Null;
    for (status, receipt, fate) in [
        (json!("Queued"), none.clone(), Fate::UnderWay),
        (json!("Sent"), none.clone(), Fate::UnderWay),
        (json!("Sent"), json!(""), Fate::UnderWay),
        (none.clone(), json!("a receipt of tomorrow"), Fate::UnderWay),
        (json!("Sent"), json!("delivered"), Fate::Delivered),
        (json!("Sent"), json!("Undeliverable"), failed("undeliverable")),
        (json!("Rejected"), none.clone(), failed("rejected")),
        (json!("Failed"), none, failed("failed")),
    ] {
        let (told, _) = asked(at, &sample_question(), &details(&[message(&status, &receipt)])).await;
        assert_eq!(told.unwrap().unwrap().fate, fate, "{status} {receipt}");
    }
}

#[tokio::test]
async fn a_refusal_is_no_news_and_says_no_number() {
    let refused =
        Answer::json(&json!({ "success": "false", "message": "48601234567", "errorCode": "ER-17", "data": null }));
    let (told, _) = asked(at, &sample_question(), &refused).await;
    assert_eq!(told, Err(NotTold("200 ER-17".to_owned())));
    let numeric = Answer::new(432, "{\"errorCode\":\"ER-32\"}");
    let (told, _) = asked(at, &sample_question(), &numeric).await;
    assert_eq!(told, Err(NotTold("432 ER-32".to_owned())));
}
