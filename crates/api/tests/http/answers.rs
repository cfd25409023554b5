//! The frame of every success.

use application::access::Role;
use booking_rules::ids::ServiceId;
use serde_json::json;
use uuid::Uuid;

use crate::demo::{NOW, business, call, token};

#[tokio::test]
async fn a_created_thing_comes_with_version_place_and_frame() {
    let service = ServiceId::new(business(1), Uuid::from_u128(4));
    let wish = json!({ "service_id": service, "start": "2027-03-15T10:00:00Z" });
    let reply = call("POST", "/api/v1/wishes")
        .header("x-request-id", "r-1")
        .json(&wish)
        .send()
        .await;
    assert_eq!(reply.status, 201);
    assert_eq!(
        (reply.header("etag"), reply.header("location")),
        ("\"3\"", "/api/v1/wishes/1")
    );
    assert_eq!(reply.header("content-type"), "application/json");
    let body = reply.json();
    assert_eq!(
        (&body["status"], &body["meta"]),
        (
            &json!("success"),
            &json!({ "timestamp": NOW, "request_id": "r-1", "version": "v1" })
        )
    );
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["data", "meta", "status"]
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_end() {
    let mut seen = Vec::new();
    let mut path = "/api/v1/wishes?limit=2".to_owned();
    for page in 0..3 {
        let body = call("GET", &path).send().await.json();
        let texts = body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["text"].as_str().unwrap().to_owned());
        seen.extend(texts.filter(|t| t != "nobody"));
        let pagination = &body["meta"]["pagination"];
        assert_eq!(pagination["has_more"], page < 2, "{pagination}");
        match pagination["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/v1/wishes?limit=2&cursor={cursor}"),
            None => assert_eq!(page, 2),
        }
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn a_visitor_may_come_with_or_without_a_token_but_not_with_a_bad_one() {
    let last = |body: serde_json::Value| body["data"].as_array().unwrap().last().unwrap()["text"].clone();
    assert_eq!(last(call("GET", "/api/v1/wishes").send().await.json()), "nobody");
    assert_eq!(
        last(
            call("GET", "/api/v1/wishes")
                .token(&token(Role::Staff))
                .send()
                .await
                .json()
        ),
        "staff"
    );
    let bad = call("GET", "/api/v1/wishes").token("nonsense").send().await;
    assert_eq!((bad.status.as_u16(), bad.code().as_str()), (401, "unauthenticated"));
}
