//! The frame of every failure, in three languages and two formats.

use booking_rules::values::Locale;
use serde_json::json;

use crate::demo::{NOW, call};

#[tokio::test]
async fn every_way_to_fail_has_its_status_and_code() {
    for (how, status, code) in [
        ("time-taken", 409, "time_taken"),
        ("too-soon", 422, "too_soon"),
        ("not-found", 404, "not_found"),
        ("forbidden", 403, "forbidden"),
        ("conflict", 409, "archived"),
        ("stale", 412, "stale"),
        ("reused", 422, "idempotency_key_reused"),
        ("unavailable", 503, "unavailable"),
        ("busy", 429, "too_many_requests"),
        ("field", 422, "invalid_input"),
        ("internal", 500, "internal"),
    ] {
        let reply = call("GET", &format!("/fail/{how}")).send().await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (status, code), "{how}");
        assert_eq!(reply.json()["status"], "error");
    }
}

#[tokio::test]
async fn those_worth_repeating_say_when() {
    assert_eq!(call("GET", "/fail/unavailable").send().await.header("retry-after"), "1");
    assert_eq!(call("GET", "/fail/busy").send().await.header("retry-after"), "30");
    assert_eq!(call("GET", "/fail/time-taken").send().await.header("retry-after"), "");
}

#[tokio::test]
async fn a_cause_is_never_shown() {
    for how in ["internal", "unavailable"] {
        for accept in ["application/json", "application/problem+json"] {
            let reply = call("GET", &format!("/fail/{how}"))
                .header("accept", accept)
                .send()
                .await;
            for secret in ["salonbook-prod", "anna"] {
                assert!(!reply.text.contains(secret), "{}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_speaks_the_readers_language() {
    for (locale, sentence) in [
        (Locale::En, "Bookings are taken at least 1 h ahead."),
        (Locale::Pl, "Rezerwacji można dokonać najpóźniej 1 godz. przed wizytą."),
        (Locale::Ar, "يجب الحجز قبل الموعد بمدة لا تقل عن 1 ساعة."),
    ] {
        let reply = call("GET", "/fail/too-soon")
            .reader(locale)
            .header("x-request-id", "r-1")
            .send()
            .await;
        assert_eq!(reply.header("content-language"), locale.tag());
        assert_eq!(
            reply.json(),
            json!({
                "status": "error",
                "error": {
                    "code": "too_soon", "message": sentence, "details": { "start": [sentence] },
                    "fields": [{ "path": "start", "code": "too_soon", "message": sentence }],
                },
                "meta": { "timestamp": NOW, "request_id": "r-1", "version": "v1" },
            })
        );
    }
    let other = call("GET", "/fail/over-capacity")
        .header("accept-language", "de")
        .send()
        .await;
    assert_eq!(other.json()["error"]["message"], "At most 2 persons can come at once.");
}

#[tokio::test]
async fn problem_json_tells_the_same_by_rfc_9457() {
    let ask = |path: &str| {
        call("GET", path)
            .header("accept", "application/problem+json")
            .header("x-request-id", "r-1")
    };
    let reply = ask("/fail/time-taken").send().await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (409, "application/problem+json")
    );
    assert_eq!(
        reply.json(),
        json!({
            "type": "urn:salonbook:error:time_taken",
            "title": "Conflict",
            "status": 409,
            "detail": "This time is no longer free.",
            "code": "time_taken",
            "instance": "urn:request:r-1",
        })
    );
    let fields = ask("/fail/field").send().await.json();
    assert_eq!(
        fields["errors"],
        json!([
            { "path": "shop_id", "code": "unknown_shop", "message": "There is no such shop." }
        ])
    );
    let nowhere = ask("/nowhere").send().await;
    assert_eq!(
        (nowhere.status.as_u16(), nowhere.json()["code"].as_str()),
        (404, Some("no_such_route"))
    );
}
