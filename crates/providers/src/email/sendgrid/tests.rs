use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback};

fn sender(url: &str) -> SendgridEmail {
    let document = json!({ "api_key": "hush", "base_url": url }).to_string();
    SendgridEmail::new(&SecretString::from(document), None, PATIENCE).unwrap()
}

fn sample_through(url: String) -> Pending<'static, Outcome> {
    Box::pin(async move { sender(&url).send(&contract::sample_email()).await })
}

fn accepted() -> Answer {
    Answer::new(202, "").with_header("X-Message-Id", "14c5d75ce93")
}

fn refusal(status: u16, field: &Value) -> Answer {
    let body = json!({ "errors": [{ "message": "anna@example.pl is not right", "field": field, "help": "http://x" }] });
    Answer::new(status, body.to_string())
}

async fn body_of(email: &OutgoingEmail) -> Value {
    let server = Loopback::start(|_| accepted());
    sender(&server.url()).send(email).await.unwrap();
    server.requests()[0].json()
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender(&server.url())).await;
    contract::a_message_without_a_calendar_is_accepted(&sender(&server.url())).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_refusal_has_its_meaning() {
    let refusals = [
        (
            refusal(400, &json!("personalizations.0.to.0.email")),
            DeliveryError::dead_address("400 personalizations.0.to.0.email"),
        ),
        (
            refusal(400, &json!("from.email")),
            DeliveryError::rejected("400 from.email"),
        ),
        (refusal(400, &Value::Null), DeliveryError::rejected("400")),
        // An address in place of a field is not repeated.
        (refusal(400, &json!("anna@example.pl")), DeliveryError::rejected("400")),
        (refusal(401, &Value::Null), DeliveryError::transient("401")),
        (refusal(403, &json!("from")), DeliveryError::transient("403 from")),
        (refusal(404, &Value::Null), DeliveryError::rejected("404")),
        (refusal(405, &Value::Null), DeliveryError::rejected("405")),
        (refusal(413, &Value::Null), DeliveryError::rejected("413")),
        (refusal(429, &Value::Null), DeliveryError::transient("429")),
        (refusal(500, &Value::Null), DeliveryError::transient("500")),
    ];
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&refusals)
        .await;
}

#[tokio::test]
async fn the_reference_is_their_name_or_else_ours() {
    let server = Loopback::start(|_| accepted());
    let named = sender(&server.url()).send(&contract::sample_email()).await;
    assert_eq!(named.unwrap().reference, "14c5d75ce93");
    let server = Loopback::start(|_| Answer::new(202, ""));
    let unnamed = sender(&server.url()).send(&contract::sample_email()).await;
    assert_eq!(unnamed.unwrap().reference, "n-bkg_1-booking_confirmed-email-2");
}

#[tokio::test]
async fn the_message_goes_out_as_documented() {
    let server = Loopback::start(|_| accepted());
    sender(&server.url()).send(&contract::sample_email()).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v3/mail/send")
    );
    assert_eq!(request.header("authorization"), Some("Bearer hush"));
    let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
    let expected = json!({
        "personalizations": [{
            "to": [{ "email": "anna@example.pl", "name": "Anna Żółć" }],
            "custom_args": { "own_id": "n-bkg_1-booking_confirmed-email-2" },
        }],
        "from": { "email": "notices@salonbook.example", "name": "Zakład Łóżko, spółka" },
        "reply_to": { "email": "shop@example.pl" },
        "subject": "Potwierdzenie wizyty: wtorek, 16 marca",
        "content": [
            { "type": "text/plain", "value": "Zażółć gęślą jaźń\nصالون" },
            { "type": "text/html", "value": "<p>Zażółć gęślą jaźń</p>" },
            { "type": "text/calendar; method=REQUEST", "value": calendar },
        ],
        "attachments": [{ "type": "application/ics", "filename": "invite.ics", "disposition": "attachment",
            "content": STANDARD.encode(calendar) }],
        "headers": {
            "Message-ID": "<bkg_1.2.booking_confirmed@salonbook.example>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": "<https://book.example/api/v1/unsubscribe/token>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "tracking_settings": { "click_tracking": { "enable": false, "enable_text": false } },
    });
    assert_eq!(request.json(), expected);
}

#[tokio::test]
async fn what_a_message_has_not_is_left_out() {
    let email = OutgoingEmail {
        calendar: None,
        reply_to: None,
        to_name: None,
        unsubscribe_url: None,
        ..contract::sample_email()
    };
    let body = body_of(&email).await;
    assert!(body.get("attachments").is_none() && body.get("reply_to").is_none());
    assert_eq!(body["content"].as_array().unwrap().len(), 2);
    assert_eq!(
        body["personalizations"][0]["to"],
        json!([{ "email": "anna@example.pl" }])
    );
    assert_eq!(body["headers"].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_can_add_a_header_through_a_name() {
    let attack = "x\r\nBcc: thief@example.com";
    let mut email = contract::sample_email();
    email.subject = attack.to_owned();
    email.to_name = Some(attack.to_owned());
    email.message_id = attack.to_owned();
    email.unsubscribe_url = Some(attack.to_owned());
    let body = body_of(&email).await;
    for value in [
        &body["subject"],
        &body["personalizations"][0]["to"][0]["name"],
        &body["headers"]["Message-ID"],
        &body["headers"]["List-Unsubscribe"],
    ] {
        let value = value.as_str().unwrap();
        assert!(!value.contains(['\r', '\n']), "{value:?}");
    }
}
