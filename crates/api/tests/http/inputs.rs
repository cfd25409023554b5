//! What is refused before a handler runs, and how it is said.

use serde_json::json;

use crate::demo::{business, call, token};
use application::access::Role;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use uuid::Uuid;

fn service() -> String {
    ServiceId::new(business(1), Uuid::from_u128(4)).to_string()
}

fn shop(n: u128) -> String {
    ShopId::new(business(n), Uuid::from_u128(5)).to_string()
}

fn fault(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn a_good_wish_reaches_the_handler_with_its_fingerprint() {
    let wish = json!({ "service_id": service(), "start": "2027-03-15T10:00:00+01:00", "persons": 2 });
    let reply = call("POST", "/api/v1/wishes")
        .header("idempotency-key", "a-1")
        .json(&wish)
        .send()
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let text = reply.json()["data"]["text"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with("4 Some(2) true ") && text.ends_with(" 2027-03-15T09:00:00Z"),
        "{text}"
    );
    let other = json!({ "service_id": service(), "start": "2027-03-15T10:00:00+01:00", "persons": 3 });
    let changed = call("POST", "/api/v1/wishes").json(&other).send().await.json()["data"]["text"].to_string();
    let print = |text: &str| text.split(' ').rev().nth(1).unwrap().to_owned();
    assert_ne!(print(&text), print(&changed));
}

#[tokio::test]
async fn a_field_that_does_not_fit_is_named() {
    let start = "2027-03-15T10:00:00Z";
    for (body, path, code) in [
        (
            json!({ "service_id": service(), "start": start, "customer": { "emial": "x" } }),
            "customer.emial",
            "unknown_field",
        ),
        (
            json!({ "service_id": service(), "start": start, "persons": "two" }),
            "persons",
            "wrong_type",
        ),
        (
            json!({ "service_id": service(), "start": start, "persons": -1 }),
            "persons",
            "out_of_range",
        ),
        (json!({ "service_id": service() }), "start", "required"),
        (
            json!({ "service_id": service(), "start": start, "customer": {} }),
            "customer.email",
            "required",
        ),
        (
            json!({ "service_id": "svc_1", "start": start }),
            "service_id",
            "invalid_id",
        ),
        (
            json!({ "service_id": service(), "start": "2027-03-15" }),
            "start",
            "invalid_instant",
        ),
        (json!([]), "", "wrong_type"),
    ] {
        let reply = call("POST", "/api/v1/wishes").json(&body).send().await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (422, "invalid_input"),
            "{body}"
        );
        assert_eq!(reply.faults(), fault(path, code), "{body}");
        assert!(reply.json()["error"]["details"][path][0].is_string());
    }
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once() {
    let wish = json!({ "service_id": service(), "start": "2027-03-15T10:00:00Z", "customer": { "email": "anna", "name": " " } });
    let reply = call("POST", "/api/v1/wishes").json(&wish).send().await;
    assert_eq!(
        reply.json()["error"],
        json!({
            "code": "invalid_input",
            "message": "Some fields are not right; see the details.",
            "details": {
                "customer.email": ["This is not a valid e-mail address."],
                "customer.name": ["A name is needed."],
            },
            "fields": [
                { "path": "customer.email", "code": "invalid_email", "message": "This is not a valid e-mail address." },
                { "path": "customer.name", "code": "name_empty", "message": "A name is needed." },
            ],
        })
    );
}

#[tokio::test]
async fn bodies_that_are_no_json_are_unreadable() {
    for body in ["", "{", "{\"service_id\":}", "{} {}", "\u{0}", "{\"persons\":\"two\",}"] {
        let reply = call("POST", "/api/v1/wishes")
            .header("content-type", "application/json; charset=utf-8")
            .body(body)
            .send()
            .await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (400, "malformed_json"),
            "{body:?}"
        );
    }
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ] {
        let reply = call("POST", "/api/v1/wishes")
            .header("content-type", media)
            .body("{}")
            .send()
            .await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (415, "unsupported_media_type"),
            "{media}"
        );
    }
}

#[tokio::test]
async fn bodies_over_the_routes_limit_are_too_large() {
    let body = json!({ "service_id": "x".repeat(70 * 1024) });
    let reply = call("POST", "/api/v1/wishes").json(&body).send().await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, "body_too_large"));
    let small = json!({ "phone": "1".repeat(2000) });
    let patch = call("PATCH", &format!("/api/v1/shops/{}", shop(1)))
        .token(&token(Role::Manager))
        .json(&small)
        .send()
        .await;
    assert_eq!((patch.status.as_u16(), patch.code().as_str()), (413, "body_too_large"));
}

#[tokio::test]
async fn absent_null_and_value_reach_a_patch_apart() {
    for (body, want) in [
        (json!({}), "Absent"),
        (json!({ "phone": null }), "Null"),
        (json!({ "phone": "1" }), "Value(\"1\")"),
    ] {
        let reply = call("PATCH", &format!("/api/v1/shops/{}", shop(1)))
            .token(&token(Role::Owner))
            .json(&body)
            .send()
            .await;
        assert_eq!(reply.json()["data"]["text"], want);
    }
}

#[tokio::test]
async fn an_action_needs_no_body_and_checks_one_that_is_there() {
    let staff = StaffId::new(business(1), Uuid::from_u128(6));
    let path = format!("/api/v1/staff/{staff}/schedules/{}", shop(1));
    let none = call("POST", &path).token(&token(Role::Customer)).send().await;
    assert_eq!(none.json()["data"]["text"], "[6, 5] None customer");
    let some = call("POST", &path)
        .token(&token(Role::Customer))
        .json(json!({ "reason": "ill" }))
        .send()
        .await;
    assert_eq!(some.json()["data"]["text"], "[6, 5] Some(\"ill\") customer");
    let wrong = call("POST", &path)
        .token(&token(Role::Customer))
        .json(json!({ "raeson": "ill" }))
        .send()
        .await;
    assert_eq!(wrong.faults(), fault("raeson", "unknown_field"));
    let untyped = call("POST", &path)
        .token(&token(Role::Customer))
        .body("{}")
        .send()
        .await;
    assert_eq!(untyped.status, 415);
}

#[tokio::test]
async fn an_unreadable_or_foreign_id_is_not_found() {
    for id in ["shp_1", "svc_1", "%F0%9F%92%87", &shop(2)] {
        let reply = call("PATCH", &format!("/api/v1/shops/{id}"))
            .token(&token(Role::Owner))
            .json(json!({}))
            .send()
            .await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (404, "not_found"),
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_stale_version_is_refused() {
    let path = format!("/api/v1/shops/{}", shop(1));
    let send = |tag: &'static str| {
        call("PATCH", &path)
            .token(&token(Role::Owner))
            .header("if-match", tag)
            .json(json!({}))
            .send()
    };
    assert_eq!(send("\"3\"").await.status, 200);
    assert_eq!(send("*").await.status, 200);
    let stale = send("\"2\"").await;
    assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "stale"));
    let odd = send("3").await;
    assert_eq!((odd.status.as_u16(), odd.code().as_str()), (400, "malformed_header"));
}

#[tokio::test]
async fn idempotency_keys_are_checked() {
    let long = "k".repeat(256);
    for bad in ["", "a b", long.as_str()] {
        let reply = call("POST", "/api/v1/wishes")
            .header("idempotency-key", bad)
            .json(json!({}))
            .send()
            .await;
        assert_eq!(
            reply.faults(),
            fault("idempotency-key", "invalid_idempotency_key"),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn query_parameters_are_as_strict_as_bodies() {
    for (query, path, code) in [
        ("limt=5", "limt", "unknown_field"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=five", "limit", "wrong_type"),
        ("cursor=x", "cursor", "invalid_cursor"),
        // A well-formed cursor, of another list.
        ("cursor=eyJhIjoxfQ", "cursor", "invalid_cursor"),
    ] {
        let reply = call("GET", &format!("/api/v1/wishes?{query}")).send().await;
        assert_eq!(
            (reply.status.as_u16(), reply.faults()),
            (422, fault(path, code)),
            "{query}"
        );
    }
}
