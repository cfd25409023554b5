use serde_json::{Value, json};

use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback};

const SID: &str = "AC0123456789abcdef0123456789abcdef";
const CALLBACK: &str = "https://book.example/api/v1/webhooks/twilio?key=s";

fn sender_with(url: &str, more: &Value) -> TwilioSms {
    let mut document = json!({ "account_sid": SID, "secret": "hush", "from": "+15005550006", "base_url": url });
    if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
        document.extend(more.clone());
    }
    TwilioSms::new(&SecretString::from(document.to_string()), Some(CALLBACK), PATIENCE).unwrap()
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
    let body = json!({ "sid": "SM0123456789abcdef0123456789abcdef", "status": "queued", "to": "+48601234567",
        "body": "Przypomnienie", "num_segments": "1", "error_code": null, "error_message": null });
    Answer::new(201, body.to_string())
}

fn refusal(status: u16, code: u32) -> Answer {
    let body = json!({ "code": code, "message": "The number +48601234567 is not right", "status": status,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}") });
    Answer::new(status, body.to_string())
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender_with(&server.url(), &json!({}))).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_refusal_has_its_meaning() {
    let rejected = |reason: &str| DeliveryError::rejected(reason);
    let transient = |reason: &str| DeliveryError::transient(reason);
    let dead = |reason: &str| DeliveryError::dead_address(reason);
    let common = [
        (refusal(400, 21211), dead("400 21211")),
        (refusal(400, 21610), dead("400 21610")),
        (refusal(400, 21614), dead("400 21614")),
        (refusal(400, 21617), rejected("400 21617")),
        (refusal(401, 20003), transient("401 20003")),
        (refusal(404, 20404), transient("404 20404")),
        (refusal(429, 20429), transient("429 20429")),
        (refusal(400, 21408), transient("400 21408")),
        // The newer shape of errors, with the code as a text.
        (
            Answer::new(
                400,
                json!({ "type": "x", "title": "x", "status": 400, "code": "21614" }).to_string(),
            ),
            dead("400 21614"),
        ),
    ];
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&common)
        .await;
    contract::promise(&nameless_through, accepted())
        .tells_refusals_apart(&common)
        .await;
}

#[tokio::test]
async fn a_sender_that_is_not_allowed_is_the_operators_or_the_business_to_mend() {
    for code in [21212, 21603, 21606, 21659] {
        let said = format!("400 {code}");
        let business = [(refusal(400, code), DeliveryError::rejected(said.clone()))];
        contract::promise(&sample_through, accepted())
            .tells_refusals_apart(&business)
            .await;
        let platform = [(refusal(400, code), DeliveryError::transient(said))];
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
    assert_eq!(outcome.unwrap().reference, "SM0123456789abcdef0123456789abcdef");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", format!("/2010-04-01/Accounts/{SID}/Messages.json").as_str())
    );
    // `AC..:hush`, and nothing of it in the address.
    assert!(
        request
            .header("authorization")
            .is_some_and(|value| value.starts_with("Basic QUMwMT"))
    );
    assert_eq!(
        request.body(),
        "To=%2B48601234567&From=Salon&Body=Przypomnienie%3A%20wizyta%20we%20wtorek%2C%2016%20marca%202027\
         &StatusCallback=https%3A%2F%2Fbook.example%2Fapi%2Fv1%2Fwebhooks%2Ftwilio%3Fkey%3Ds%26n%3Dn%252Dbkg%255F1\
         %252Dbooking%255Freminder%252Dsms%252D1"
    );
}

#[tokio::test]
async fn a_messaging_service_sends_in_place_of_a_number_and_a_key_in_place_of_the_account() {
    let server = Loopback::start(|_| accepted());
    let sender = sender_with(&server.url(), &json!({ "from": "MG0123", "key_sid": "SK0123" }));
    let nameless = OutgoingSms {
        sender_id: None,
        ..contract::sample_sms()
    };
    sender.send(&nameless).await.unwrap();
    let request = &server.requests()[0];
    assert!(request.body().contains("MessagingServiceSid=MG0123") && !request.body().contains("From="));
    // `SK0123:hush`.
    assert_eq!(request.header("authorization"), Some("Basic U0swMTIzOmh1c2g="));
}

#[test]
fn unusable_credentials_are_told_without_showing_them() {
    for document in [
        "hush",
        "{\"account_sid\":\"AC../../hush\",\"secret\":\"hush\",\"from\":\"x\"}",
        "{\"secret\":\"hush\"}",
    ] {
        let error = TwilioSms::new(&SecretString::from(document), None, PATIENCE)
            .err()
            .unwrap();
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
