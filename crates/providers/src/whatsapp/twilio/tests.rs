use serde_json::json;

use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback};

const CALLBACK: &str = "https://book.example/api/v1/webhooks/twilio";

fn sender(url: &str) -> TwilioWhatsapp {
    let document = json!({
        "account_sid": "AC0123456789abcdef0123456789abcdef", "secret": "hush", "from": "+15005550006",
        "whatsapp_from": "+15005550007", "base_url": url,
        "templates": { "booking_reminder": { "pl": "HXpl", "en": "HXen" }, "booking_cancelled": { "pl": "HXpl2" } },
    });
    TwilioWhatsapp::new(&SecretString::from(document.to_string()), Some(CALLBACK), PATIENCE).unwrap()
}

fn sample_through(url: String) -> Pending<'static, Outcome> {
    Box::pin(async move { sender(&url).send(&contract::sample_whatsapp()).await })
}

fn accepted() -> Answer {
    let body =
        json!({ "sid": "MM0123456789abcdef0123456789abcdef", "status": "queued", "to": "whatsapp:+48601234567" });
    Answer::new(201, body.to_string())
}

fn refusal(status: u16, code: u32) -> Answer {
    let body = json!({ "code": code, "message": "whatsapp:+48601234567 is not right", "status": status });
    Answer::new(status, body.to_string())
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender(&server.url())).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_refusal_has_its_meaning() {
    let refusals = [
        (refusal(400, 63016), DeliveryError::rejected("400 63016")),
        (refusal(400, 21211), DeliveryError::dead_address("400 21211")),
        (refusal(400, 21610), DeliveryError::dead_address("400 21610")),
        (refusal(400, 21606), DeliveryError::transient("400 21606")),
        (refusal(401, 20003), DeliveryError::transient("401 20003")),
        (refusal(429, 20429), DeliveryError::transient("429 20429")),
    ];
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&refusals)
        .await;
}

#[tokio::test]
async fn the_template_of_the_language_is_filled_in_order() {
    let server = Loopback::start(|_| accepted());
    let sender = sender(&server.url());
    let lines = OutgoingWhatsapp {
        variables: vec!["Anna".to_owned(), "wtorek,\n\t16  marca".to_owned()],
        ..contract::sample_whatsapp()
    };
    sender.send(&lines).await.unwrap();
    assert_eq!(
        server.requests()[0].body(),
        "To=whatsapp%3A%2B48601234567&From=whatsapp%3A%2B15005550007&ContentSid=HXpl&ContentVariables=\
         %7B%221%22%3A%22Anna%22%2C%222%22%3A%22wtorek%2C%2016%20marca%22%7D\
         &StatusCallback=https%3A%2F%2Fbook.example%2Fapi%2Fv1%2Fwebhooks%2Ftwilio%3Fn%3Dn%252Dbkg%255F1\
         %252Dbooking%255Freminder%252Dwhatsapp%252D1"
    );
}

#[tokio::test]
async fn a_language_without_a_template_gets_the_english_one_and_a_kind_without_any_is_not_sent() {
    let server = Loopback::start(|_| accepted());
    let sender = sender(&server.url());
    let of = |kind: &str, locale| OutgoingWhatsapp {
        kind: kind.to_owned(),
        locale,
        ..contract::sample_whatsapp()
    };
    sender.send(&of("booking_reminder", Locale::Ar)).await.unwrap();
    assert!(server.requests()[0].body().contains("ContentSid=HXen"));
    for message in [of("booking_cancelled", Locale::Ar), of("receipt", Locale::Pl)] {
        assert_eq!(sender.send(&message).await, Err(DeliveryError::rejected("no_template")));
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn many_variables_are_named_by_their_place() {
    let values: Vec<String> = (1..=11).map(|n| format!("v{n}")).collect();
    let read: Value = serde_json::from_str(&variables(&values)).unwrap();
    assert_eq!((&read["1"], &read["11"]), (&json!("v1"), &json!("v11")));
}

#[test]
fn a_document_without_a_number_for_whatsapp_is_told() {
    let document = "{\"account_sid\":\"AC0123456789abcdef0123456789abcdef\",\"secret\":\"hush\",\"from\":\"x\"}";
    let error = TwilioWhatsapp::new(&SecretString::from(document), None, PATIENCE)
        .err()
        .unwrap();
    assert_eq!(error, UnusableCredentials("whatsapp_from is missing".to_owned()));
}
