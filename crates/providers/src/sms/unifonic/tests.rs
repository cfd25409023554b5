use serde_json::{Value, json};

use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback};

const CALLBACK: &str = "https://book.example/api/v1/webhooks/unifonic?key=s";

fn sender_with(url: &str, more: &Value) -> UnifonicSms {
    let mut document = json!({ "app_sid": "hush", "from": "Salonbook", "base_url": url });
    if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
        document.extend(more.clone());
    }
    UnifonicSms::new(&SecretString::from(document.to_string()), Some(CALLBACK), PATIENCE).unwrap()
}

fn sample_through(url: String) -> Pending<'static, Outcome> {
    Box::pin(async move { sender_with(&url, &json!({})).send(&contract::sample_sms()).await })
}

fn nameless_through(url: String) -> Pending<'static, Outcome> {
    let sms = OutgoingSms {
        sender_id: None,
        ..contract::sample_sms()
    };
    Box::pin(async move { sender_with(&url, &json!({})).send(&sms).await })
}

fn accepted() -> Answer {
    Answer::ok(
        "{\"success\":\"true\",\"message\":\"\",\"errorCode\":\"ER-00\",\"data\":{\"MessageID\":3200017889310,\
         \"CorrelationID\":\"\",\"Status\":\"Queued\",\"NumberOfUnits\":0,\"Cost\":0,\"Balance\":0,\
         \"Recipient\":\"48601234567\",\"TimeCreated\":\"2018-05-07 06:41:53.237\",\"CurrencyCode\":\"\"}}",
    )
}

fn refusal(status: u16, code: &str) -> Answer {
    let body = json!({ "success": "false", "message": "48601234567 is wrong", "errorCode": code, "data": null });
    Answer::new(status, body.to_string())
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender_with(&server.url(), &json!({}))).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_status_has_its_meaning() {
    let said = |status: u16| format!("{status} ER-15");
    let mut refusals = vec![
        (refusal(409, "ER-15"), DeliveryError::unknown(said(409))),
        (refusal(200, "ER-15"), DeliveryError::rejected(said(200))),
        // A number in place of a code is not repeated.
        (refusal(406, "48601234567"), DeliveryError::rejected("406")),
    ];
    let rejected = [
        400, 404, 406, 412, 421, 422, 432, 449, 450, 451, 455, 456, 460, 481, 483,
    ];
    refusals.extend(rejected.map(|status| (refusal(status, "ER-15"), DeliveryError::rejected(said(status)))));
    refusals.extend([410, 482].map(|status| (refusal(status, "ER-15"), DeliveryError::dead_address(said(status)))));
    let transient = [401, 402, 403, 408, 429, 459, 500, 503, 599];
    refusals.extend(transient.map(|status| (refusal(status, "ER-15"), DeliveryError::transient(said(status)))));
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&refusals)
        .await;
}

#[tokio::test]
async fn a_sender_that_is_not_allowed_is_the_operators_or_the_business_to_mend() {
    for status in [440, 480] {
        let said = format!("{status} ER-15");
        let business = [(refusal(status, "ER-15"), DeliveryError::rejected(said.clone()))];
        contract::promise(&sample_through, accepted())
            .tells_refusals_apart(&business)
            .await;
        let platform = [(refusal(status, "ER-15"), DeliveryError::transient(said))];
        contract::promise(&nameless_through, accepted())
            .tells_refusals_apart(&platform)
            .await;
    }
}

#[tokio::test]
async fn the_message_goes_out_as_documented() {
    let server = Loopback::start(|_| accepted());
    let outcome = sender_with(&server.url(), &json!({}))
        .send(&contract::sample_sms())
        .await;
    assert_eq!(outcome.unwrap().reference, "3200017889310");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/rest/SMS/messages")
    );
    assert_eq!(request.header("authorization"), None);
    assert_eq!(
        request.body(),
        "AppSid=hush&SenderID=Salon&Recipient=48601234567&Body=Przypomnienie%3A%20wizyta%20we%20wtorek%2C%2016%20marca\
         %202027&responseType=JSON&CorrelationID=n-bkg_1-booking_reminder-sms-1\
         &statusCallback=https%3A%2F%2Fbook.example%2Fapi%2Fv1%2Fwebhooks%2Funifonic%3Fkey%3Ds%26n%3Dn%252Dbkg%255F1\
         %252Dbooking%255Freminder%252Dsms%252D1"
    );
}

#[tokio::test]
async fn class_and_basic_sign_in_are_added_where_they_are_set_up_and_success_may_be_a_boolean() {
    let server = Loopback::start(|_| Answer::ok("{\"success\":true,\"data\":{\"MessageID\":\"3200017889311\"}}"));
    let more = json!({ "message_type": "3", "basic": { "username": "u", "password": "hush" } });
    let sms = OutgoingSms {
        sender_id: None,
        ..contract::sample_sms()
    };
    let accepted = sender_with(&server.url(), &more).send(&sms).await.unwrap();
    assert_eq!(accepted.reference, "3200017889311");
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some("Basic dTpodXNo"));
    let body = request.body();
    assert!(
        body.contains("&MessageType=3") && body.contains("SenderID=Salonbook"),
        "{body}"
    );
}
