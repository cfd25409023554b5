//! What every answer carries, whatever was asked.

use std::collections::BTreeSet;

use application::access::Role;
use serde_json::Value;

use crate::demo::{call, routes, token};

#[tokio::test]
async fn an_unknown_route_and_a_wrong_method_answer_in_the_frame() {
    let nowhere = call("GET", "/api/v1/nowhere").send().await;
    assert_eq!(
        (nowhere.status.as_u16(), nowhere.code().as_str()),
        (404, "no_such_route")
    );
    let wrong = call("DELETE", "/api/v1/wishes").send().await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.code().as_str()),
        (405, "method_not_allowed")
    );
    let allowed: BTreeSet<&str> = wrong.header("allow").split(',').map(str::trim).collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "POST"]));
}

#[tokio::test]
async fn every_answer_is_named_and_guarded() {
    for path in ["/api/v1/wishes", "/nowhere", "/fail/internal", "/calendar.ics"] {
        let reply = call("GET", path).header("x-request-id", "r-1").send().await;
        for (name, value) in [
            ("x-request-id", "r-1"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(reply.header(name), value, "{name} of {path}");
        }
    }
    let unnamed = call("GET", "/nowhere").header("x-request-id", "not sane").send().await;
    assert_eq!(unnamed.header("x-request-id"), "req_00000000000000000000000000000001");
    assert_eq!(
        unnamed.json()["meta"]["request_id"],
        "req_00000000000000000000000000000001"
    );
}

#[tokio::test]
async fn only_a_public_answer_to_nobody_in_particular_may_be_kept() {
    assert_eq!(
        call("GET", "/calendar.ics").send().await.header("cache-control"),
        "public, max-age=60"
    );
    assert_eq!(
        call("GET", "/calendar.ics")
            .token(&token(Role::Staff))
            .send()
            .await
            .header("cache-control"),
        "no-store"
    );
    assert_eq!(
        call("GET", "/api/v1/wishes").send().await.header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn an_answer_of_another_kind_stays_as_it_is() {
    let reply = call("GET", "/calendar.ics").send().await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "BEGIN:VCALENDAR"));
}

#[tokio::test]
async fn a_head_request_gets_the_headers_only() {
    for (path, status) in [("/api/v1/wishes", 200), ("/fail/not-found", 404)] {
        let reply = call("HEAD", path).send().await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (status, ""), "{path}");
        assert_eq!(reply.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn only_known_pages_may_read_answers() {
    let ask = |method: &str, origin: &str| call(method, "/api/v1/wishes").header("origin", origin);
    let known = ask("GET", "https://book.example").send().await;
    assert_eq!(known.header("access-control-allow-origin"), "https://book.example");
    assert!(known.header("access-control-expose-headers").contains("etag"));
    let foreign = ask("GET", "https://evil.example").send().await;
    assert_eq!(
        (foreign.status.as_u16(), foreign.header("access-control-allow-origin")),
        (200, "")
    );

    let leave = ask("OPTIONS", "https://book.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(
        (leave.status.as_u16(), leave.header("access-control-allow-origin")),
        (204, "https://book.example")
    );
    assert!(leave.header("access-control-allow-headers").contains("idempotency-key"));
    let refused = ask("OPTIONS", "https://evil.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(refused.header("access-control-allow-methods"), "");
}

#[test]
fn the_document_says_which_operations_need_a_token() {
    let document: Value = serde_json::to_value(routes().into_openapi()).unwrap();
    let scheme = &document["components"]["securitySchemes"]["bearer"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&"http".into(), &"bearer".into()));
    let mut guarded = BTreeSet::new();
    for (_, item) in document["paths"].as_object().unwrap() {
        for (_, operation) in item.as_object().unwrap() {
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("422") && answers.contains_key("503"));
            if operation["security"]
                .as_array()
                .is_some_and(|s| s.iter().any(|s| s.get("bearer").is_some()))
            {
                assert!(answers.contains_key("403"));
                guarded.insert(operation["operationId"].as_str().unwrap().to_owned());
            }
        }
    }
    let expected = ["businesses-create", "schedules-set", "shops-update"].map(str::to_owned);
    assert_eq!(guarded, BTreeSet::from(expected));
}

/// Every `$ref` in the document leads somewhere.
#[test]
fn every_shape_the_document_names_is_in_it() {
    fn refs(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|v| refs(v, found));
            }
            Value::Array(list) => list.iter().for_each(|v| refs(v, found)),
            _ => {}
        }
    }
    let document: Value = serde_json::to_value(routes().into_openapi()).unwrap();
    let mut found = BTreeSet::new();
    refs(&document, &mut found);
    assert!(found.contains("#/components/schemas/ErrorEnvelope"), "{found:?}");
    for reference in found {
        let place = reference.trim_start_matches('#');
        assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
    }
}
