//! Webhooks: set by owners alone, shown without their secret, led nowhere but outside, and looked after.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

const URL: &str = "https://hooks.example/in?token=t0p";

async fn open() -> Salon {
    let salon = Salon::open().await;
    salon
        .system
        .hosts
        .pin("hooks.example", &["93.184.215.14".parse().expect("an address")]);
    salon
}

fn hooks(salon: &Salon) -> String {
    format!("/businesses/{}/hooks", salon.business)
}

async fn set(salon: &Salon, body: Value) -> Answer {
    salon.post(&hooks(salon), &salon.owner, body).await
}

async fn made(salon: &Salon) -> Value {
    set(salon, json!({ "url": URL, "events": ["*"] })).await.expect(201)
}

fn path(hook: &Value) -> String {
    format!("/hooks/{}", hook["id"].as_str().expect("an id"))
}

async fn patch(salon: &Salon, hook: &Value, body: Value) -> Answer {
    let asked = request(Method::PATCH, &path(hook)).token(&salon.owner).json(&body);
    salon.send(asked).await
}

#[tokio::test]
async fn a_webhook_is_set_and_its_secret_told_once() {
    let salon = open().await;
    let wish = json!({
        "url": "HTTPS://Hooks.Example:443/in?token=t0p", "description": "Till",
        "events": ["BookingConfirmed", "BookingCancelled", "BookingConfirmed"]
    });
    let hook = set(&salon, wish).await.expect(201);
    assert_eq!(hook["url"], URL);
    assert_eq!(hook["events"], json!(["BookingCancelled", "BookingConfirmed"]));
    assert_eq!((&hook["enabled"], &hook["description"]), (&json!(true), &json!("Till")));
    let secret = hook["secret"].as_str().expect("a secret");
    // 32 bytes in base64.
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
    assert!(api::auth::WebhookSecret::parse(secret).is_ok());

    let listed = salon.get(&hooks(&salon), &salon.owner).await;
    assert!(
        !listed.text.contains("whsec_") && !listed.text.contains("secret"),
        "{}",
        listed.text
    );
    let mut plain = hook.clone();
    plain.as_object_mut().expect("an object").remove("secret");
    assert_eq!(listed.body["data"], json!([plain]));
}

#[tokio::test]
async fn what_happened_to_it_is_in_the_audit_trail_without_address_or_secret() {
    let salon = open().await;
    let hook = made(&salon).await;
    patch(&salon, &hook, json!({ "enabled": false })).await.expect(200);
    let rotate = format!("{}/rotate-secret", path(&hook));
    let fresh = salon.post(&rotate, &salon.owner, json!({})).await.expect(200);
    let gone = request(Method::DELETE, &path(&hook)).token(&salon.owner);
    salon.send(gone).await.expect(200);
    let trail = salon
        .get(&format!("/businesses/{}/audit", salon.business), &salon.owner)
        .await;
    let kinds: Vec<_> = trail.body["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|e| &e["type"])
        .collect();
    assert_eq!(
        kinds[..4],
        [
            &json!("HookDeleted"),
            &json!("HookSecretRotated"),
            &json!("HookUpdated"),
            &json!("HookCreated")
        ]
    );
    for secret in [
        "hooks.example",
        "t0p",
        "whsec_",
        fresh["secret"].as_str().expect("a secret"),
    ] {
        assert!(!trail.text.contains(secret), "{secret}: {}", trail.text);
    }
}

#[tokio::test]
async fn an_address_that_does_not_lead_outside_is_refused_when_it_is_set_and_when_it_is_changed() {
    let salon = open().await;
    let pin = |name: &str, addresses: &[&str]| {
        let addresses: Vec<_> = addresses.iter().map(|a| a.parse().expect("an address")).collect();
        salon.system.hosts.pin(name, &addresses);
    };
    pin("metadata.example", &["169.254.169.254"]);
    pin("both.example", &["93.184.215.14", "10.0.0.1"]);
    pin("mapped.example", &["::ffff:10.0.0.1"]);
    pin("nothing.example", &[]);
    let hook = made(&salon).await;
    for (url, code) in [
        ("nonsense", "hook_url_invalid"),
        ("https://user:word@hooks.example/", "hook_url_invalid"),
        ("https://hooks.example/#a", "hook_url_invalid"),
        ("http://hooks.example/", "hook_url_not_https"),
        ("https://hooks.example:8443/", "hook_url_port"),
        ("https://localhost/", "hook_url_not_public"),
        ("https://169.254.169.254/latest", "hook_url_not_public"),
        ("https://0xa9fea9fe/latest", "hook_url_not_public"),
        ("https://[fd00:ec2::254]/", "hook_url_not_public"),
        ("https://metadata.google.internal/", "hook_url_not_public"),
        ("https://metadata.example/", "hook_url_not_public"),
        ("https://both.example/", "hook_url_not_public"),
        ("https://mapped.example/", "hook_url_not_public"),
        ("https://nothing.example/", "hook_host_unknown"),
    ] {
        let answer = set(&salon, json!({ "url": url, "events": ["*"] })).await;
        answer.wrong_field("url", code);
        patch(&salon, &hook, json!({ "url": url }))
            .await
            .wrong_field("url", code);
    }
    let long = format!("https://hooks.example/{}", "a".repeat(2048));
    let answer = set(&salon, json!({ "url": long, "events": ["*"] })).await;
    answer.wrong_field("url", "hook_url_too_long");
    let listed = salon.get(&hooks(&salon), &salon.owner).await.expect(200);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn every_fault_of_the_input_is_told() {
    let salon = open().await;
    let answer = set(&salon, json!({})).await;
    answer.wrong_field("url", "required").wrong_field("events", "required");
    for (events, at, code) in [
        (json!([]), "events", "required"),
        (
            json!(["BookingConfirmed", "ApiKeyCreated"]),
            "events[1]",
            "unknown_event",
        ),
        (json!(vec!["*"; 40]), "events", "too_many_items"),
    ] {
        let answer = set(&salon, json!({ "url": URL, "events": events })).await;
        answer.wrong_field(at, code);
    }
    let hook = made(&salon).await;
    for field in ["url", "events", "enabled"] {
        patch(&salon, &hook, json!({ field: null }))
            .await
            .wrong_field(field, "required");
    }
    let deliveries = format!("{}/deliveries", path(&hook));
    let bad = salon.get(&format!("{deliveries}?status=read"), &salon.owner).await;
    bad.wrong_field("status", "invalid_choice");
    let bad = salon.get(&format!("{deliveries}?cursor=xyz"), &salon.owner).await;
    bad.wrong_field("cursor", "invalid_cursor");
    let replay = format!("{}/replay", path(&hook));
    let bad = salon.post(&replay, &salon.owner, json!({})).await;
    bad.wrong_field("since", "required");
}

#[tokio::test]
async fn a_business_has_ten_at_most() {
    let salon = open().await;
    for _ in 0..10 {
        made(&salon).await;
    }
    let eleventh = set(&salon, json!({ "url": URL, "events": ["*"] })).await;
    eleventh.refused(409, "too_many_hooks");
}

#[tokio::test]
async fn a_change_is_held_against_the_version_that_was_seen() {
    let salon = open().await;
    let hook = made(&salon).await;
    let asked = |version: &str, body: Value| {
        let asked = request(Method::PATCH, &path(&hook)).token(&salon.owner);
        salon.send(asked.header("if-match", version).json(&body))
    };
    let off = asked("\"1\"", json!({ "enabled": false, "description": "Off" })).await;
    assert_eq!(off.header("etag"), Some("\"2\""));
    assert_eq!(off.body["data"]["enabled"], false);
    asked("\"1\"", json!({ "enabled": true })).await.refused(412, "stale");
    let cleared = asked("\"2\"", json!({ "description": null, "events": ["BookingExpired"] }))
        .await
        .expect(200);
    assert_eq!(
        (&cleared["description"], &cleared["enabled"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(cleared["events"], json!(["BookingExpired"]));
}

#[tokio::test]
async fn owners_alone_have_webhooks_and_no_key_may() {
    let salon = open().await;
    let hook = made(&salon).await;
    let manager = salon.sign_up("manager@salon.example").await;
    salon.place(&manager, store::MemberRole::Manager, |_| {}).await;
    for token in [
        manager,
        salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff })),
    ] {
        salon.get(&hooks(&salon), &token).await.refused(403, "forbidden");
        let rotate = format!("{}/rotate-secret", path(&hook));
        salon.post(&rotate, &token, json!({})).await.refused(403, "forbidden");
    }
    let key = json!({ "name": "Till", "permissions": ["manage_hooks"] });
    let refused = salon.post("/auth/api-keys", &salon.owner, key).await;
    refused.wrong_field("permissions[0]", "permission_of_humans");

    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let own = salon.post("/businesses", &rival, business).await.expect(201);
    let own = format!("/businesses/{}/hooks", own["id"].as_str().expect("an id"));
    let own = salon
        .post(&own, &rival, json!({ "url": URL, "events": ["*"] }))
        .await
        .expect(201);
    salon.get(&hooks(&salon), &rival).await.refused(404, "not_found");
    salon
        .get(&format!("{}/deliveries", path(&hook)), &rival)
        .await
        .refused(404, "not_found");
    // A delivery of one webhook is not found under another, not even of the same business.
    let told = salon
        .post(&format!("{}/test", path(&own)), &rival, json!({}))
        .await
        .expect(201);
    let ping = salon
        .post(&format!("{}/test", path(&hook)), &salon.owner, json!({}))
        .await
        .expect(201);
    let other = made(&salon).await;
    for id in [&told["id"], &ping["id"]] {
        let again = format!("{}/deliveries/{}/replay", path(&other), id.as_str().expect("an id"));
        salon
            .post(&again, &salon.owner, json!({}))
            .await
            .refused(404, "not_found");
    }
}

#[tokio::test]
async fn what_is_off_or_under_way_is_not_sent_again_and_what_is_gone_is_not_found() {
    let salon = open().await;
    let hook = made(&salon).await;
    let test = format!("{}/test", path(&hook));
    let ping = salon.post(&test, &salon.owner, json!({})).await.expect(201);
    assert_eq!((&ping["event"], &ping["status"]), (&json!("Ping"), &json!("queued")));
    let again = format!(
        "{}/deliveries/{}/replay",
        path(&hook),
        ping["id"].as_str().expect("an id")
    );
    salon
        .post(&again, &salon.owner, json!({}))
        .await
        .refused(409, "hook_delivery_open");
    patch(&salon, &hook, json!({ "enabled": false })).await.expect(200);
    let since = json!({ "since": "2027-03-08T00:00:00Z" });
    let failed = format!("{}/replay", path(&hook));
    for (path, body) in [(&test, json!({})), (&again, json!({})), (&failed, since.clone())] {
        salon.post(path, &salon.owner, body).await.refused(409, "hook_is_off");
    }
    let gone = request(Method::DELETE, &path(&hook)).token(&salon.owner);
    salon.send(gone.clone()).await.expect(200);
    salon.send(gone).await.refused(404, "not_found");
    for (path, body) in [(&test, json!({})), (&again, json!({})), (&failed, since)] {
        salon.post(path, &salon.owner, body).await.refused(404, "not_found");
    }
    patch(&salon, &hook, json!({ "enabled": true }))
        .await
        .refused(404, "not_found");
    let deliveries = format!("{}/deliveries", path(&hook));
    salon.get(&deliveries, &salon.owner).await.refused(404, "not_found");
    let id = hook["id"].as_str().expect("an id").parse().expect("an id");
    let secrets = salon.system.app.store.hook_secrets(id).await.expect("read");
    assert!(secrets.is_none(), "the secret goes with its webhook");
}

#[tokio::test]
async fn the_list_of_deliveries_comes_in_pages_and_by_status() {
    let salon = open().await;
    let hook = made(&salon).await;
    let test = format!("{}/test", path(&hook));
    let mut told = Vec::new();
    for minute in 1..=5 {
        let now = format!("2027-03-08T09:0{minute}:00Z").parse().expect("an instant");
        salon.system.clock.set(now);
        let ping = salon.post(&test, &salon.owner, json!({})).await.expect(201);
        told.push(ping["id"].as_str().expect("an id").to_owned());
    }
    let id = |hook: &Value| hook["id"].as_str().expect("an id").to_owned();
    salon.put_an_end_to(&id(&hook), &told[2]).await;
    let list = format!("{}/deliveries", path(&hook));
    let (mut read, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = salon.get(&format!("{list}?limit=2{cursor}"), &salon.owner).await;
        let page: Vec<_> = answer.body["data"]
            .as_array()
            .expect("a list")
            .iter()
            .map(&id)
            .collect();
        assert!(page.len() <= 2);
        read.extend(page);
        match answer.body["meta"]["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    told.reverse();
    assert_eq!(read, told, "newest first, each once");
    let failed = salon
        .get(&format!("{list}?status=failed"), &salon.owner)
        .await
        .expect(200);
    let failed: Vec<_> = failed.as_array().expect("a list").iter().map(&id).collect();
    assert_eq!(failed, [told[2].clone()]);
}
