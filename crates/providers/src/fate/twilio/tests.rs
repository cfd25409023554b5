use std::sync::Arc;

use serde_json::json;

use super::super::contract::{Promise, asked, sample_question};
use super::*;
use crate::contract::PATIENCE;
use crate::fate::Fate;
use crate::loopback::Answer;

const SID: &str = "SM0123456789abcdef0123456789abcdef";

fn at(url: &str) -> Arc<dyn FateLookup> {
    let document =
        json!({ "account_sid": "AC0123456789abcdef0123456789abcdef", "secret": "hush", "from": "x", "base_url": url });
    Arc::new(TwilioLookup::new(&SecretString::from(document.to_string()), PATIENCE).unwrap())
}

fn message(sid: &str, created: &str, status: &str) -> Value {
    json!({ "sid": sid, "status": status, "to": "+48601234567", "body": "Przypomnienie", "direction": "outbound-api",
        "date_created": created, "date_sent": null, "error_code": null })
}

fn list(messages: &[Value], next: Option<&str>) -> Answer {
    Answer::json(&json!({ "messages": messages, "next_page_uri": next, "page": 0, "page_size": 100 }))
}

fn known(fate: Fate) -> KnownMessage {
    KnownMessage {
        reference: SID.to_owned(),
        fate,
    }
}

/// Those of the sample are lost at 08:00:00.
const AT_THE_TIME: &str = "Sun, 14 Mar 2027 08:00:02 +0000";
const BEFORE_IT: &str = "Sun, 14 Mar 2027 07:59:00 +0000";
const AFTER_IT: &str = "Sun, 14 Mar 2027 08:01:30 +0000";
const NEXT: Option<&str> = Some("/2010-04-01/next");

#[tokio::test]
async fn the_promise_of_a_look_up_is_kept() {
    let promise = Promise {
        at,
        known_by_reference: Answer::json(&message(SID, AT_THE_TIME, "delivered")),
        known_otherwise: list(
            &[message("SMx", AFTER_IT, "sent"), message(SID, AT_THE_TIME, "delivered")],
            None,
        ),
        never_taken: list(&[message("SMx", BEFORE_IT, "delivered")], None),
        known: known(Fate::Delivered),
    };
    promise.is_kept().await;
}

#[tokio::test]
async fn a_message_is_asked_for_by_its_sid_or_else_by_its_number_of_the_channel() {
    let named = MessageInQuestion {
        reference: Some(SID.to_owned()),
        ..sample_question()
    };
    let answer = Answer::json(&message(SID, AT_THE_TIME, "read"));
    let (told, requests) = asked(at, &named, &answer).await;
    assert_eq!(told, Ok(Some(known(Fate::Read))));
    let messages = "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages";
    assert_eq!(
        (requests[0].method.as_str(), &requests[0].path),
        ("GET", &format!("{messages}/{SID}.json"))
    );

    for (channel, to) in [
        (Channel::Sms, "%2B48601234567"),
        (Channel::Whatsapp, "whatsapp%3A%2B48601234567"),
    ] {
        let lost = MessageInQuestion {
            channel,
            ..sample_question()
        };
        let (told, requests) = asked(at, &lost, &list(&[], None)).await;
        assert_eq!(told, Ok(None));
        assert_eq!(requests[0].path, format!("{messages}.json?To={to}&PageSize=100"));
    }
}

#[tokio::test]
async fn among_several_messages_that_of_the_time_is_meant() {
    let mut inbound = message("SMy", AT_THE_TIME, "received");
    inbound["direction"] = json!("inbound");
    let one = message(SID, AT_THE_TIME, "queued");
    let around = [
        message("SMa", AFTER_IT, "sent"),
        inbound,
        one.clone(),
        message("SMb", BEFORE_IT, "sent"),
    ];
    let (told, _) = asked(at, &sample_question(), &list(&around, NEXT)).await;
    assert_eq!(told, Ok(Some(known(Fate::UnderWay))));
    // Which of two is meant cannot be told, so nothing is.
    let (told, _) = asked(at, &sample_question(), &list(&[one.clone(), one], None)).await;
    assert_eq!(told, Err(NotTold("several messages at that time".to_owned())));
}

#[tokio::test]
async fn a_page_that_does_not_reach_back_proves_nothing() {
    let (told, _) = asked(at, &sample_question(), &list(&[message("SMa", AFTER_IT, "sent")], NEXT)).await;
    assert_eq!(told, Err(NotTold("more messages than were looked through".to_owned())));
    let reaching = [message("SMa", AFTER_IT, "sent"), message("SMb", BEFORE_IT, "sent")];
    let (told, _) = asked(at, &sample_question(), &list(&reaching, NEXT)).await;
    assert_eq!(told, Ok(None));
}

#[tokio::test]
async fn a_failure_is_told_with_its_code() {
    let mut failed = message(SID, AT_THE_TIME, "undelivered");
    failed["error_code"] = json!(30006);
    let (told, _) = asked(at, &sample_question(), &list(&[failed], None)).await;
    let fate = Fate::Failed {
        reason: "undelivered 30006".to_owned(),
        address_is_dead: true,
    };
    assert_eq!(told, Ok(Some(known(fate))));
}

#[tokio::test]
async fn without_a_proper_name_or_a_number_nobody_is_asked() {
    let nothing = MessageInQuestion {
        to: None,
        ..sample_question()
    };
    let misnamed = MessageInQuestion {
        reference: Some("SM../../x".to_owned()),
        ..sample_question()
    };
    for question in [nothing, misnamed] {
        let (told, requests) = asked(at, &question, &list(&[], None)).await;
        assert!(told.is_err() && requests.is_empty(), "{told:?}");
    }
}
