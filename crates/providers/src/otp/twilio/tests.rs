use serde_json::Value;

use super::super::contract;
use super::*;
use crate::loopback::{Answer, Loopback, Request};

const SID: &str = "AC0123456789abcdef0123456789abcdef";

fn sender_with(url: &str, more: &Value) -> TwilioOtp {
    let mut document = json!({ "account_sid": SID, "secret": "hush", "from": "+15005550006", "base_url": url });
    if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
        document.extend(more.clone());
    }
    TwilioOtp::new(&SecretString::from(document.to_string()), Duration::from_millis(600)).unwrap()
}

fn accepted() -> Answer {
    let body = json!({ "sid": "SM0123456789abcdef0123456789abcdef", "status": "queued", "to": "+966501234567",
        "body": "482913 is your code", "num_segments": "1", "error_code": null, "error_message": null });
    Answer::new(201, body.to_string())
}

fn refusal(status: u16, code: u32) -> Answer {
    let body = json!({ "code": code, "message": "The number +966501234567 is not right", "status": status,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}") });
    Answer::new(status, body.to_string())
}

async fn outcome(
    answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> (Result<Accepted, DeliveryError>, usize) {
    let server = Loopback::start(answer);
    let outcome = sender_with(&server.url(), &json!({}))
        .send(&contract::sample_code())
        .await;
    contract::nothing_of_a_code_is_shown(&format!("{outcome:?}"));
    (outcome, server.requests().len())
}

#[tokio::test]
async fn an_accepting_service_fulfils_the_contract() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_code_has_a_reference(&sender_with(&server.url(), &json!({}))).await;
    let requests = server.requests();
    let first = requests.first().unwrap();
    assert_eq!(
        (first.method.as_str(), first.path.as_str()),
        ("POST", format!("/2010-04-01/Accounts/{SID}/Messages.json").as_str())
    );
    // `AC..:hush`, and nothing of it in the address.
    assert!(
        first
            .header("authorization")
            .is_some_and(|value| value.starts_with("Basic QUMwMT"))
    );
    assert_eq!(first.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        first.body(),
        "To=%2B966501234567&From=%2B15005550006&Body=482913%20is%20your%20Salonbook%20sign-in%20code.&ValidityPeriod=300"
    );
}

#[tokio::test]
async fn a_messaging_service_sends_in_place_of_a_number() {
    let server = Loopback::start(|_| accepted());
    let sender = sender_with(&server.url(), &json!({ "from": "MG0123", "key_sid": "SK0123" }));
    sender.send(&contract::sample_code()).await.unwrap();
    let body = server.requests()[0].body();
    assert!(
        body.contains("MessagingServiceSid=MG0123") && !body.contains("From="),
        "{body}"
    );
}

#[tokio::test]
async fn whatsapp_carries_the_code_in_a_template_and_needs_to_be_set_up() {
    let server = Loopback::start(|_| accepted());
    let code = OutgoingCode {
        channel: OtpChannel::Whatsapp,
        ..contract::sample_code()
    };
    let plain = sender_with(&server.url(), &json!({}));
    assert!(!plain.reaches(OtpChannel::Whatsapp));
    assert!(matches!(plain.send(&code).await, Err(DeliveryError::Rejected { .. })));
    assert!(server.requests().is_empty());

    let whatsapp = json!({ "whatsapp": { "from": "+15005550007", "content_sid": "HX0123" } });
    let sender = sender_with(&server.url(), &whatsapp);
    assert!(sender.reaches(OtpChannel::Whatsapp));
    sender.send(&code).await.unwrap();
    assert_eq!(
        server.requests()[0].body(),
        "To=whatsapp%3A%2B966501234567&From=whatsapp%3A%2B15005550007&ContentSid=HX0123&\
         ContentVariables=%7B%221%22%3A%22482913%22%7D"
    );
}

#[tokio::test]
async fn a_number_that_cannot_get_it_is_rejected_and_not_named() {
    for code in [21211, 21610, 21614] {
        let (outcome, _) = outcome(move |_| refusal(400, code)).await;
        assert_eq!(outcome, Err(DeliveryError::dead_address(format!("400 {code}"))));
    }
}

#[tokio::test]
async fn limits_outages_and_our_own_set_up_are_transient_and_asked_once() {
    for (status, code) in [
        (401, 20003),
        (429, 20429),
        (500, 20500),
        (503, 0),
        (400, 21606),
        (400, 21408),
    ] {
        let (outcome, calls) = outcome(move |_| refusal(status, code)).await;
        assert!(
            matches!(outcome, Err(DeliveryError::Transient { .. })),
            "{status} {code}: {outcome:?}"
        );
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn silence_a_cut_line_and_rubbish_leave_the_outcome_unknown() {
    let answers: [fn(&Request) -> Answer; 3] = [
        |_| Answer::Stall(Duration::from_secs(2)),
        |_| Answer::HangUp,
        |_| Answer::ok("<html>"),
    ];
    for answer in answers {
        let (outcome, calls) = outcome(answer).await;
        assert!(matches!(outcome, Err(DeliveryError::Unknown { .. })), "{outcome:?}");
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_transient() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let sender = sender_with(&format!("http://{gone}"), &json!({}));
    let outcome = sender.send(&contract::sample_code()).await;
    assert_eq!(outcome, Err(DeliveryError::transient("no connection")));
}

#[test]
fn unusable_credentials_are_told_without_showing_them() {
    for document in [
        "hush",
        "{\"account_sid\":\"AC../../hush\",\"secret\":\"hush\",\"from\":\"x\"}",
        "{\"secret\":\"hush\"}",
    ] {
        let error = TwilioOtp::new(&SecretString::from(document), Duration::from_secs(1))
            .err()
            .unwrap();
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
