//! How a business writes to people: what it may set, and what it may not.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

fn path(salon: &Salon) -> String {
    format!("/businesses/{}/notice-settings", salon.business)
}

async fn patch(salon: &Salon, body: Value) -> Answer {
    salon
        .send(request(Method::PATCH, &path(salon)).token(&salon.owner).json(&body))
        .await
}

#[tokio::test]
async fn a_business_that_set_nothing_writes_as_the_platform_does() {
    let salon = Salon::open().await;
    let shown = salon.get(&path(&salon), &salon.owner).await.expect(200);
    assert_eq!(shown["reminders"], json!([{ "ahead_minutes": 1440, "channels": [] }]));
    assert_eq!(shown["vendors"], json!({ "email": [], "sms": [], "whatsapp": [] }));
    assert_eq!(shown["quiet_hours"], Value::Null);
}

#[tokio::test]
async fn what_is_set_is_kept_and_the_rest_stays() {
    let salon = Salon::open().await;
    let wanted = json!({
        "vendors": { "sms": ["serwersms", "twilio", "serwersms"] },
        "sms_sender": "Salon Ola",
        "reminders": [{ "ahead_minutes": 120, "channels": ["sms"] }, { "ahead_minutes": 2880 }],
        "quiet_hours": { "from": "22:00", "to": "07:00" }
    });
    patch(&salon, wanted).await.expect(200);
    let changed = patch(&salon, json!({ "daily_cap": 3 })).await.expect(200);
    assert_eq!(changed["vendors"]["sms"], json!(["serwersms", "twilio"]));
    assert_eq!(changed["sms_sender"], "Salon Ola");
    assert_eq!(
        changed["reminders"],
        json!([{ "ahead_minutes": 2880, "channels": [] }, { "ahead_minutes": 120, "channels": ["sms"] }])
    );
    assert_eq!(changed["quiet_hours"], json!({ "from": "22:00", "to": "07:00" }));
    assert_eq!(
        (&changed["daily_cap"], &changed["retention_days"]),
        (&json!(3), &json!(365))
    );
    let cleared = patch(&salon, json!({ "sms_sender": null, "quiet_hours": null }))
        .await
        .expect(200);
    assert_eq!(
        (&cleared["sms_sender"], &cleared["quiet_hours"]),
        (&Value::Null, &Value::Null)
    );
    let trail = salon
        .get(&format!("/businesses/{}/audit", salon.business), &salon.owner)
        .await;
    let kinds: Vec<_> = trail
        .expect(200)
        .as_array()
        .expect("events")
        .iter()
        .map(|e| e["type"].clone())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "NoticeSettingsUpdated").count(), 3);
}

#[tokio::test]
async fn each_fault_is_named_with_its_field_and_nothing_is_kept() {
    let salon = Salon::open().await;
    let nine: Vec<_> = (0..9).map(|_| "smtp").collect();
    let six: Vec<_> = (1..=6).map(|n| json!({ "ahead_minutes": n })).collect();
    for (body, field, code) in [
        (
            json!({ "vendors": { "sms": ["ses"] } }),
            "vendors.sms[0]",
            "invalid_choice",
        ),
        (
            json!({ "vendors": { "email": ["pigeon"] } }),
            "vendors.email[0]",
            "invalid_choice",
        ),
        (
            json!({ "vendors": { "email": nine } }),
            "vendors.email",
            "too_many_items",
        ),
        (json!({ "sms_sender": "123456" }), "sms_sender", "invalid_sender_name"),
        (json!({ "reminders": six }), "reminders", "too_many_items"),
        (
            json!({ "reminders": [{ "ahead_minutes": 0 }] }),
            "reminders[0].ahead_minutes",
            "out_of_range",
        ),
        (json!({ "reminders": [{}] }), "reminders[0].ahead_minutes", "required"),
        (
            json!({ "reminders": [{ "ahead_minutes": 60, "channels": ["pigeon"] }] }),
            "reminders[0].channels[0]",
            "invalid_choice",
        ),
        (
            json!({ "quiet_hours": { "from": "22:00", "to": "22:00" } }),
            "quiet_hours.to",
            "empty_interval",
        ),
        (
            json!({ "quiet_hours": { "from": "25:00", "to": "07:00" } }),
            "quiet_hours.from",
            "invalid_wall_time",
        ),
        (json!({ "daily_cap": 0 }), "daily_cap", "out_of_range"),
        (json!({ "retention_days": 4000 }), "retention_days", "out_of_range"),
        (json!({ "pigeons": true }), "pigeons", "unknown_field"),
    ] {
        let refused = patch(&salon, body.clone()).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
        let codes = &refused.body["error"]["details"];
        assert!(codes[field].is_array(), "{body}: {codes}");
        let polish = salon
            .send(
                request(Method::PATCH, &path(&salon))
                    .token(&salon.owner)
                    .header("accept-language", "pl")
                    .json(&body),
            )
            .await;
        assert_ne!(codes[field], polish.body["error"]["details"][field], "{code} in Polish");
    }
    let shown = salon.get(&path(&salon), &salon.owner).await.expect(200);
    assert_eq!(shown["daily_cap"], 5);
}

#[tokio::test]
async fn a_change_against_an_old_version_is_refused() {
    let salon = Salon::open().await;
    let asked = || request(Method::PATCH, &path(&salon)).token(&salon.owner);
    let first = salon
        .send(asked().header("if-match", "\"0\"").json(&json!({ "daily_cap": 2 })))
        .await;
    first.expect(200);
    let stale = salon
        .send(asked().header("if-match", "\"0\"").json(&json!({ "daily_cap": 9 })))
        .await;
    stale.refused(412, "stale");
}
