use serde_json::Value;

use super::super::contract;
use super::*;
use crate::loopback::{Answer, Loopback, Request};

fn sender(url: &str, whatsapp: bool) -> AuthenticaOtp {
    let document = json!({ "api_key": "$2y$10$hush", "templates": { "ar": 7 }, "whatsapp": whatsapp, "base_url": url });
    AuthenticaOtp::new(&SecretString::from(document.to_string()), Duration::from_millis(600)).unwrap()
}

fn accepted() -> Answer {
    Answer::ok("{\"success\":true,\"data\":null,\"message\":\"OTP send successfully\"}")
}

async fn outcome(
    answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> (Result<Accepted, DeliveryError>, usize) {
    let server = Loopback::start(answer);
    let outcome = sender(&server.url(), false).send(&contract::sample_code()).await;
    contract::nothing_of_a_code_is_shown(&format!("{outcome:?}"));
    (outcome, server.requests().len())
}

#[tokio::test]
async fn an_accepting_service_fulfils_the_contract_and_carries_our_code() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_code_has_a_reference(&sender(&server.url(), false)).await;
    let requests = server.requests();
    let first = requests.first().unwrap();
    assert_eq!(
        (first.method.as_str(), first.path.as_str()),
        ("POST", "/api/v2/send-otp")
    );
    assert_eq!(first.header("x-authorization"), Some("$2y$10$hush"));
    assert_eq!(first.header("accept"), Some("application/json"));
    let templates: Vec<Value> = requests
        .iter()
        .map(|request| request.json()["template_id"].clone())
        .collect();
    assert_eq!(templates, [1, 1, 7], "Polish and English have none of their own");
    let expected = json!({ "method": "sms", "phone": "+966501234567", "template_id": 1, "otp": "482913" });
    assert_eq!(first.json(), expected);
}

#[tokio::test]
async fn whatsapp_is_offered_where_the_application_has_it() {
    let server = Loopback::start(|_| accepted());
    let code = OutgoingCode {
        channel: OtpChannel::Whatsapp,
        ..contract::sample_code()
    };
    assert!(!sender(&server.url(), false).reaches(OtpChannel::Whatsapp));
    assert!(sender(&server.url(), false).send(&code).await.is_err());
    sender(&server.url(), true).send(&code).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(server.requests()[0].json()["method"], "whatsapp");
}

#[tokio::test]
async fn only_a_literal_yes_is_one() {
    let (said_no, _) = outcome(|_| Answer::ok("{\"success\":false,\"message\":\"+966501234567\"}")).await;
    assert_eq!(said_no, Err(DeliveryError::rejected("200 refused")));
    let answers: [fn(&Request) -> Answer; 5] = [
        |_| Answer::ok("{\"success\":\"true\"}"),
        |_| Answer::ok("{\"status\":true}"),
        |_| Answer::ok(""),
        |_| Answer::Stall(Duration::from_secs(2)),
        |_| Answer::HangUp,
    ];
    for answer in answers {
        let (outcome, calls) = outcome(answer).await;
        assert!(matches!(outcome, Err(DeliveryError::Unknown { .. })), "{outcome:?}");
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn a_refused_number_is_rejected_and_limits_outages_and_keys_are_transient() {
    for (status, transient) in [
        (400, false),
        (422, false),
        (401, true),
        (403, true),
        (429, true),
        (500, true),
    ] {
        let body = "{\"message\":\"The phone +966501234567 is invalid\",\"errors\":{\"phone\":[\"bad\"]}}";
        let (outcome, _) = outcome(move |_| Answer::new(status, body)).await;
        let found = matches!(outcome, Err(DeliveryError::Transient { .. }));
        assert_eq!(found, transient, "{status}: {outcome:?}");
    }
}
