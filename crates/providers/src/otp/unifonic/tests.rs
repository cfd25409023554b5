use serde_json::json;

use super::super::contract;
use super::*;
use crate::loopback::{Answer, Loopback, Request};

fn sender(url: &str) -> UnifonicOtp {
    let document = json!({ "app_sid": "hush", "sender_id": "Salonbook", "base_url": url }).to_string();
    UnifonicOtp::new(&SecretString::from(document), Duration::from_millis(600)).unwrap()
}

fn accepted() -> Answer {
    Answer::ok(
        "{\"success\":\"true\",\"message\":\"\",\"errorCode\":\"ER-00\",\"data\":{\"MessageID\":3200017889310,\
         \"CorrelationID\":\"\",\"Status\":\"Queued\",\"NumberOfUnits\":0,\"Cost\":0,\"Balance\":0,\
         \"Recipient\":\"966501234567\",\"TimeCreated\":\"2018-05-07 06:41:53.237\",\"CurrencyCode\":\"\"}}",
    )
}

fn refusal(status: u16, code: &str) -> Answer {
    let body = json!({ "success": "false", "message": "966501234567 is wrong", "errorCode": code, "data": null });
    Answer::new(status, body.to_string())
}

async fn outcome(
    answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> (Result<Accepted, DeliveryError>, usize) {
    let server = Loopback::start(answer);
    let outcome = sender(&server.url()).send(&contract::sample_code()).await;
    contract::nothing_of_a_code_is_shown(&format!("{outcome:?}"));
    (outcome, server.requests().len())
}

#[tokio::test]
async fn an_accepting_service_fulfils_the_contract() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_code_has_a_reference(&sender(&server.url())).await;
    let requests = server.requests();
    let first = requests.first().unwrap();
    assert_eq!(
        (first.method.as_str(), first.path.as_str()),
        ("POST", "/rest/SMS/messages")
    );
    assert_eq!(
        first.body(),
        "AppSid=hush&SenderID=Salonbook&Recipient=966501234567&Body=482913%20is%20your%20Salonbook%20sign-in%20code.\
         &responseType=JSON&CorrelationID=otp-1"
    );
}

#[tokio::test]
async fn the_message_is_named_by_its_number_and_success_may_be_a_boolean() {
    let (outcome, _) = outcome(|_| Answer::ok("{\"success\":true,\"data\":{\"MessageID\":\"3200017889311\"}}")).await;
    assert_eq!(outcome.unwrap().reference, "3200017889311");
}

#[tokio::test]
async fn a_number_that_cannot_get_it_is_rejected_and_not_named() {
    for status in [406, 412, 422, 481, 483] {
        let (outcome, _) = outcome(move |_| refusal(status, "ER-15")).await;
        assert_eq!(outcome, Err(DeliveryError::rejected(format!("{status} ER-15"))));
    }
    let (number_in_place_of_a_code, _) = outcome(|_| refusal(410, "966501234567")).await;
    assert_eq!(number_in_place_of_a_code, Err(DeliveryError::dead_address("410")));
    let (nowhere, _) = outcome(|_| refusal(482, "ER-15")).await;
    assert_eq!(nowhere, Err(DeliveryError::dead_address("482 ER-15")));
}

#[tokio::test]
async fn limits_outages_and_our_own_set_up_are_transient_and_asked_once() {
    for status in [401, 402, 403, 429, 440, 480, 500, 503, 599] {
        let (outcome, calls) = outcome(move |_| refusal(status, "ER-01")).await;
        assert!(
            matches!(outcome, Err(DeliveryError::Transient { .. })),
            "{status}: {outcome:?}"
        );
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn a_duplicate_silence_a_cut_line_and_rubbish_leave_the_outcome_unknown() {
    let answers: [fn(&Request) -> Answer; 4] = [
        |_| refusal(409, "ER-02"),
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
async fn whatsapp_is_not_offered() {
    let server = Loopback::start(|_| accepted());
    let sender = sender(&server.url());
    assert!(!sender.reaches(OtpChannel::Whatsapp));
    let code = OutgoingCode {
        channel: OtpChannel::Whatsapp,
        ..contract::sample_code()
    };
    assert!(matches!(sender.send(&code).await, Err(DeliveryError::Rejected { .. })));
    assert!(server.requests().is_empty());
}
