use super::super::contract;
use super::*;
use crate::contract::{Outcome, PATIENCE};
use crate::loopback::{Answer, Loopback};

fn sender_with(url: &str, more: &Value) -> SerwersmsSms {
    let mut document = json!({ "token": "hush", "base_url": url });
    if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
        document.extend(more.clone());
    }
    SerwersmsSms::new(&SecretString::from(document.to_string()), None, PATIENCE).unwrap()
}

fn sample_through(url: String) -> Pending<'static, Outcome> {
    Box::pin(async move { sender_with(&url, &json!({})).send(&contract::sample_sms()).await })
}

fn accepted() -> Answer {
    Answer::json(
        &json!({ "success": true, "queued": 1, "unsent": 0, "items": [{ "id": "aca3944055",
        "phone": "+48601234567", "status": "queued", "queued": "2027-03-14 09:00:00", "parts": 1,
        "error_code": null, "error_message": null, "text": "Przypomnienie" }] }),
    )
}

/// HTTP says 200 whatever happened.
fn refusal_code(code: u32) -> Answer {
    Answer::json(&json!({ "error": { "code": code, "type": "X", "message": "+48601234567 is wrong" } }))
}

fn unsent(code: &Value) -> Answer {
    Answer::json(
        &json!({ "success": true, "queued": 0, "unsent": 1, "items": [{ "id": "aca3944056",
        "phone": "+48601234567", "status": "unsent", "error_code": code, "error_message": "+48601234567" }] }),
    )
}

async fn sent(more: &Value, sms: &OutgoingSms) -> (Outcome, Vec<Value>) {
    let server = Loopback::start(|_| accepted());
    let outcome = sender_with(&server.url(), more).send(sms).await;
    (
        outcome,
        server.requests().iter().map(|request| request.json()).collect(),
    )
}

fn sms(text: &str, sender_id: Option<&str>) -> OutgoingSms {
    OutgoingSms {
        text: text.to_owned(),
        sender_id: sender_id.map(str::to_owned),
        ..contract::sample_sms()
    }
}

#[tokio::test]
async fn the_promise_of_the_port_is_kept() {
    let server = Loopback::start(|_| accepted());
    contract::an_accepted_message_has_a_reference(&sender_with(&server.url(), &json!({}))).await;
    contract::promise(&sample_through, accepted()).is_kept().await;
}

#[tokio::test]
async fn every_documented_code_has_its_meaning_in_the_call_and_in_the_item() {
    let mut refusals = vec![
        (refusal_code(2001), DeliveryError::dead_address("2001")),
        (unsent(&json!(2001)), DeliveryError::dead_address("2001")),
        (unsent(&json!("3102")), DeliveryError::rejected("3102")),
        (unsent(&Value::Null), DeliveryError::rejected("unsent")),
        (unsent(&json!(3002)), DeliveryError::transient("3002")),
        (Answer::ok("{\"success\":false}"), DeliveryError::rejected("unsent")),
        (
            Answer::ok("{\"success\":true,\"queued\":0,\"unsent\":1,\"items\":[]}"),
            DeliveryError::rejected("unsent"),
        ),
        (
            Answer::ok("{\"error\":{\"message\":\"+48601234567\"}}"),
            DeliveryError::rejected("error without a code"),
        ),
        (
            Answer::ok("{\"success\":true,\"queued\":1,\"unsent\":0}"),
            DeliveryError::unknown("accepted without a name"),
        ),
        (Answer::new(403, ""), DeliveryError::transient("403")),
        (Answer::new(404, ""), DeliveryError::rejected("404")),
    ];
    for code in [1000, 1004, 1006, 1008, 2000, 2002, 3101, 3102, 4711] {
        refusals.push((refusal_code(code), DeliveryError::rejected(code.to_string())));
    }
    for code in [1001, 1002, 1003, 1005, 1007, 3000, 3001, 3002, 3003, 3008, 3009, 3100] {
        refusals.push((refusal_code(code), DeliveryError::transient(code.to_string())));
    }
    contract::promise(&sample_through, accepted())
        .tells_refusals_apart(&refusals)
        .await;
}

#[tokio::test]
async fn the_message_goes_out_as_documented() {
    let server = Loopback::start(|_| accepted());
    let outcome = sender_with(&server.url(), &json!({}))
        .send(&contract::sample_sms())
        .await;
    assert_eq!(outcome.unwrap().reference, "aca3944055");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/messages/send_sms.json")
    );
    assert_eq!(request.header("authorization"), Some("Bearer hush"));
    let expected = json!({ "phone": "+48601234567", "text": "Przypomnienie: wizyta we wtorek, 16 marca 2027",
        "details": true, "unique_id": "n-bkg_1-booking_reminder-sms-1", "sender": "Salon" });
    assert_eq!(request.json(), expected);
}

#[tokio::test]
async fn a_user_signs_in_within_the_body() {
    let server = Loopback::start(|_| accepted());
    let document = json!({ "username": "api", "password": "hush", "base_url": server.url() }).to_string();
    let sender = SerwersmsSms::new(&SecretString::from(document), None, PATIENCE).unwrap();
    sender.send(&contract::sample_sms()).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), None);
    let body = request.json();
    assert_eq!((&body["username"], &body["password"]), (&json!("api"), &json!("hush")));
}

#[tokio::test]
async fn letters_are_kept_where_there_are_any_and_a_sender_allows_it() {
    let none = json!({});
    let platform = json!({ "from": "Salonbook" });
    for (more, text, name, sender, utf, shown) in [
        (
            &none,
            "Do jutra",
            Some("Salon"),
            json!("Salon"),
            Value::Null,
            "Do jutra",
        ),
        (
            &none,
            "Do jutra, Łódź",
            Some("Salon"),
            json!("Salon"),
            json!(true),
            "Do jutra, Łódź",
        ),
        (
            &none,
            "إلى الغد",
            Some("Salon"),
            json!("Salon"),
            json!(true),
            "إلى الغد",
        ),
        (&platform, "Łódź", None, json!("Salonbook"), json!(true), "Łódź"),
        (
            &none,
            "Zażółć GĘŚLĄ – „jaźń”",
            None,
            Value::Null,
            Value::Null,
            "Zazolc GESLA - \"jazn\"",
        ),
    ] {
        let (outcome, bodies) = sent(more, &sms(text, name)).await;
        assert!(outcome.is_ok());
        let body = &bodies[0];
        assert_eq!(
            (&body["sender"], &body["utf"], &body["text"]),
            (&sender, &utf, &json!(shown)),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_could_only_be_garbled_is_not_sent() {
    let (outcome, bodies) = sent(&json!({}), &sms("إلى الغد", None)).await;
    assert_eq!(outcome, Err(DeliveryError::rejected("letters_need_a_sender")));
    assert!(bodies.is_empty());
}

#[test]
fn unusable_credentials_are_told_without_showing_them() {
    for document in [
        "hush",
        "{}",
        "{\"username\":\"hush\"}",
        "{\"token\":\"hush\",\"username\":\"x\",\"password\":\"hush\"}",
        "{\"token\":\"hush\",\"hush\":1}",
    ] {
        let error = SerwersmsSms::new(&SecretString::from(document), None, PATIENCE)
            .err()
            .unwrap();
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
