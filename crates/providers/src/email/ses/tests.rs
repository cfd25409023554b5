use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback, aws_settings};

fn sender(url: &str, configuration_set: Option<&str>) -> SesSender {
    let config = aws_settings!(aws_sdk_sesv2, url).build();
    SesSender::new(
        Client::from_conf(config),
        configuration_set.map(str::to_owned),
        PATIENCE,
    )
}

fn sample_through(url: String) -> Pending<'static, Outcome> {
    Box::pin(async move { sender(&url, None).send(&contract::sample_email()).await })
}

fn accepted() -> Answer {
    Answer::json(&json!({ "MessageId": "0107018f-1" }))
}

fn refusal(status: u16, kind: &'static str) -> Answer {
    let body = json!({ "message": "Email address is not verified: anna@example.pl" });
    Answer::new(status, body.to_string()).with_header("x-amzn-ErrorType", kind)
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender(&server.url(), None)).await;
    contract::a_message_without_a_calendar_is_accepted(&sender(&server.url(), None)).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_refusal_has_its_meaning() {
    let rejected = ["MessageRejected", "BadRequestException"];
    let mut refusals: Vec<_> = rejected
        .map(|kind| (refusal(400, kind), DeliveryError::rejected(format!("400 {kind}"))))
        .into();
    for (status, kind) in [
        (429, "TooManyRequestsException"),
        (400, "LimitExceededException"),
        (400, "SendingPausedException"),
        (400, "AccountSuspendedException"),
        (400, "MailFromDomainNotVerifiedException"),
        (404, "NotFoundException"),
        (403, "AccessDeniedException"),
    ] {
        refusals.push((
            refusal(status, kind),
            DeliveryError::transient(format!("{status} {kind}")),
        ));
    }
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&refusals)
        .await;
}

#[tokio::test]
async fn the_message_goes_out_as_documented() {
    let server = Loopback::start(|_| accepted());
    let accepted = sender(&server.url(), Some("notices"))
        .send(&contract::sample_email())
        .await;
    assert_eq!(accepted.unwrap().reference, "0107018f-1");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v2/email/outbound-emails")
    );
    let scope = request.header("authorization").unwrap();
    assert!(scope.contains("/eu-central-1/ses/aws4_request"), "{scope}");
    let body = request.json();
    assert_eq!(body["Destination"], json!({ "ToAddresses": ["anna@example.pl"] }));
    assert_eq!(
        body["EmailTags"],
        json!([{ "Name": "own_id", "Value": "n-bkg_1-booking_confirmed-email-2" }])
    );
    assert_eq!(body["ConfigurationSetName"], "notices");
    let raw = STANDARD
        .decode(body["Content"]["Raw"]["Data"].as_str().unwrap())
        .unwrap();
    let raw = String::from_utf8(raw).unwrap();
    for part in [
        "Message-ID: <bkg_1.2.booking_confirmed@salonbook.example>",
        "List-Unsubscribe: <https://book.example/api/v1/unsubscribe/token>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
    ] {
        assert!(raw.contains(part), "{part} in {raw}");
    }
}

#[tokio::test]
async fn without_a_configuration_set_none_is_named() {
    let server = Loopback::start(|_| accepted());
    sender(&server.url(), None)
        .send(&contract::sample_email())
        .await
        .unwrap();
    assert_eq!(server.requests()[0].json()["ConfigurationSetName"], Value::Null);
}
