//! The reports that came by themselves, fetched: by whom the letter told, for ten minutes, and written down.

use chrono::{DateTime, Utc};
use http::Method;
use serde_json::{Value, json};
use store::{MemberRole, Scope};
use testkit::{Salon, request};

const OWNER: &str = "ola@salon.example";

/// A salon that sold something on the last two days of March, on the morning after; and its owner.
async fn reported() -> (Salon, String) {
    let salon = Salon::open().await;
    let owner = salon.sign_up(OWNER).await;
    salon.place(&owner, MemberRole::Owner, |_| {}).await;
    let change = request(Method::PATCH, "/me")
        .token(&owner)
        .json(&json!({ "locale": "en" }));
    salon.send(change).await.expect(200);
    for day in ["2027-03-30", "2027-03-31"] {
        salon.travel(&format!("{day}T10:00:00Z")).await;
        let till = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
        let line = json!({ "kind": "charge", "amount": { "amount": 12_300, "currency": "PLN" } });
        let sale = json!({ "method": "cash", "lines": [line] });
        salon
            .post(&format!("/shops/{}/sales", salon.shop), &till, sale)
            .await
            .expect(201);
    }
    salon.travel("2027-03-31T05:10:00Z").await;
    salon.travel("2027-04-01T05:10:00Z").await;
    salon.travel("2027-04-01T06:10:00Z").await;
    let owner = salon.token(json!({ "role": "owner", "email": OWNER, "business_id": salon.business }));
    (salon, owner)
}

fn path(salon: &Salon, rest: &str) -> String {
    format!("/shops/{}/reports/files{rest}", salon.shop)
}

fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter().filter_map(|file| file["id"].as_str()).collect()
}

#[tokio::test]
async fn a_letter_leads_to_the_files_and_they_hold_what_it_says() {
    let (salon, owner) = reported().await;
    let letters = salon.messages(OWNER).await;
    let monthly = letters
        .iter()
        .find(|letter| letter["text"].as_str().is_some_and(|t| t.contains("Monthly report")));
    let monthly = monthly.expect("a letter")["text"].as_str().expect("a text");
    let page = format!("/reports/files?shop={}&file=monthly-2027-03", salon.shop);
    assert!(monthly.contains(&page), "{monthly}");
    assert!(!monthly.contains("X-Amz"), "a letter opens nothing by itself");

    let shown = salon.get(&path(&salon, "/monthly-2027-03"), &owner).await.expect(200);
    assert_eq!(
        (&shown["kind"], &shown["period"]),
        (&json!("monthly"), &json!("2027-03"))
    );
    assert_eq!(shown["revenue"], json!({ "amount": 24_600, "currency": "PLN" }));
    let files = shown["files"].as_array().expect("files");
    let formats: Vec<_> = files.iter().filter_map(|file| file["format"].as_str()).collect();
    assert_eq!(formats, ["csv", "json"]);
    for file in files {
        let url = file["link"]["url"].as_str().expect("a link");
        assert!(url.contains("X-Amz-Expires=600"), "{url}");
        let until: DateTime<Utc> = serde_json::from_value(file["link"]["expires_at"].clone()).expect("an instant");
        let left = (until - salon.system.app.now()).num_seconds();
        assert!((590..=600).contains(&left), "{left}");
        let fetched = fetch(&salon, url).await;
        assert_eq!(file["bytes"], json!(fetched.len()));
        assert!(String::from_utf8(fetched).expect("text").contains("24600") || file["format"] == "csv");
    }
    let trail = format!("/businesses/{}/audit?type=ReportLinkGiven", salon.business);
    let trail = salon.get(&trail, &owner).await;
    let events = trail.body["data"].as_array().expect("a list");
    assert_eq!(events.len(), 1, "{}", trail.text);
    assert_eq!(events[0]["data"]["period"], "2027-03");
    assert!(!trail.text.contains("X-Amz"), "the link itself is told nobody");
}

/// What the object has whose key the link names.
async fn fetch(salon: &Salon, url: &str) -> Vec<u8> {
    use providers::object_store::ObjectStore;
    let (address, _) = url.split_once('?').expect("a signed link");
    let at = address.find("/exports/").expect("a key");
    let key = address.get(at + 1..).expect("a key");
    salon.system.objects.get(key).await.expect("read").expect("a file")
}

#[tokio::test]
async fn files_are_listed_by_kind_and_page() {
    let (salon, owner) = reported().await;
    let all = salon.get(&path(&salon, ""), &owner).await.expect(200);
    assert_eq!(
        ids(&all),
        [
            "quarterly-2027-Q1",
            "monthly-2027-03",
            "daily-2027-03-31",
            "daily-2027-03-30"
        ]
    );
    assert!(all[0]["files"][0]["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    assert_eq!(all[0]["files"][0]["link"], Value::Null, "links are given one by one");
    let daily = salon.get(&path(&salon, "?kind=daily&limit=1"), &owner).await;
    let next = daily.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("more")
        .to_owned();
    assert_eq!(ids(&daily.expect(200)), ["daily-2027-03-31"]);
    let rest = salon
        .get(&path(&salon, &format!("?kind=daily&limit=1&cursor={next}")), &owner)
        .await;
    assert_eq!(rest.body["meta"]["pagination"]["next_cursor"], Value::Null);
    assert_eq!(ids(&rest.expect(200)), ["daily-2027-03-30"]);
    salon
        .get(&path(&salon, "?kind=weekly"), &owner)
        .await
        .wrong_field("kind", "invalid_choice");
    for strange in ["daily-2027-03-29", "daily-2027-3-31", "weekly-2027-03", "x"] {
        salon
            .get(&path(&salon, &format!("/{strange}")), &owner)
            .await
            .refused(404, "not_found");
    }
}

#[tokio::test]
async fn files_are_for_those_who_read_the_finances_of_the_whole_shop() {
    let (salon, owner) = reported().await;
    let one = path(&salon, "/daily-2027-03-31");
    let staff = salon.sign_up("iga@salon.example").await;
    salon.place(&staff, MemberRole::Staff, |_| {}).await;
    let manager = salon.sign_up("max@salon.example").await;
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(Vec::new())
        })
        .await;
    let elsewhere = salon.sign_up("eve@salon.example").await;
    salon
        .place(&elsewhere, MemberRole::Manager, |place| {
            place.shops = Scope::Only(Vec::new())
        })
        .await;
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let firm = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    salon.post("/businesses", &rival, firm).await.expect(201);
    for at in [one.clone(), path(&salon, "")] {
        let named = |token: &str| {
            request(Method::GET, &at)
                .token(token)
                .header("x-business-id", &salon.business)
        };
        salon.send(named(&staff)).await.refused(403, "forbidden");
        salon.send(named(&manager)).await.refused(403, "forbidden");
        salon.send(named(&elsewhere)).await.refused(404, "not_found");
        salon.get(&at, &rival).await.refused(404, "not_found");
        salon.get(&at, "").await.refused(401, "unauthenticated");
    }
    salon.get(&one, &owner).await.expect(200);
}

#[tokio::test]
async fn what_the_bucket_forgot_has_no_link_and_hands_out_nothing() {
    let (salon, _) = reported().await;
    salon.travel("2027-04-09T10:00:00Z").await;
    let owner = salon.token(json!({ "role": "owner", "email": OWNER, "business_id": salon.business }));
    let shown = salon.get(&path(&salon, "/monthly-2027-03"), &owner).await.expect(200);
    assert_eq!(shown["files"][0]["link"], Value::Null);
    let trail = format!("/businesses/{}/audit?type=ReportLinkGiven", salon.business);
    assert_eq!(salon.get(&trail, &owner).await.expect(200), json!([]));
}
