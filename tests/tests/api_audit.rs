//! The audit trail: what was tried in vain, and who may read it.

use booking_rules::ids::BusinessId;
use chrono::NaiveDate;
use http::Method;
use serde_json::{Value, json};
use store::{Event, keys};
use testkit::{Salon, account_of, request};

async fn refused(salon: &Salon, token: &str, business: Option<&str>) -> Vec<Event> {
    let business: Option<BusinessId> = business.map(|id| id.parse().expect("an id"));
    let date = NaiveDate::from_ymd_opt(2027, 3, 8).expect("a date");
    let partition = keys::refused_partition(business, account_of(token), date);
    salon.system.app.store.events_of(&partition, 50).await.expect("read")
}

#[tokio::test]
async fn a_refused_try_is_written_down_once_an_hour_with_who_what_and_from_where() {
    let salon = Salon::open().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    for _ in 0..3 {
        let asked = request(Method::POST, "/services").token(&stylist).json(&json!({}));
        let asked = asked
            .header("x-forwarded-for", "192.0.2.7")
            .header("user-agent", "test");
        salon.send(asked).await.refused(403, "forbidden");
    }
    let written = refused(&salon, &stylist, Some(&salon.business)).await;
    let [event] = written.as_slice() else {
        panic!("{written:?}")
    };
    assert_eq!(event.kind, "AccessRefused");
    assert_eq!(
        event.data,
        json!({ "operation": "services-create", "permission": "manage_catalog" })
    );
    let place = event.place.clone().expect("a place");
    assert_eq!(
        (place.address.as_deref(), place.user_agent.as_deref()),
        (Some("192.0.2.7"), Some("test"))
    );
    salon.travel("2027-03-08T10:00:00Z").await;
    salon
        .post("/services", &stylist, json!({}))
        .await
        .refused(403, "forbidden");
    assert_eq!(refused(&salon, &stylist, Some(&salon.business)).await.len(), 2);
}

#[tokio::test]
async fn what_only_some_members_may_is_written_down_as_well() {
    let salon = Salon::open().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let other = salon.hire("Beata", &json!([])).await;
    let off = json!({ "start": "2027-04-05T08:00:00Z", "end": "2027-04-05T09:00:00Z" });
    salon
        .post(&format!("/staff/{other}/time-off"), &stylist, off)
        .await
        .refused(403, "forbidden");
    let written = refused(&salon, &stylist, Some(&salon.business)).await;
    assert_eq!(
        written[0].data,
        json!({ "operation": "time-off-create", "permission": "manage_time_off" })
    );
}

#[tokio::test]
async fn reaching_for_another_business_is_written_down_with_the_one_acted_for() {
    let salon = Salon::open().await;
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let firm = salon.post("/businesses", &rival, business).await.expect(201);
    let firm = firm["id"].as_str().expect("an id");
    let path = format!("/shops/{}/settings", salon.shop);
    salon.get(&path, &rival).await.refused(404, "not_found");
    let written = refused(&salon, &rival, Some(firm)).await;
    assert_eq!(
        written[0].data,
        json!({ "operation": "shops-show-settings", "permission": "read_settings" })
    );
    let named = request(Method::GET, &path)
        .token(&rival)
        .header("x-business-id", &salon.business);
    salon.send(named).await.refused(404, "not_found");
    let of_nobody = refused(&salon, &rival, None).await;
    assert_eq!(
        of_nobody.len(),
        1,
        "naming a business one is not of is written down with the account"
    );
    assert_eq!(of_nobody[0].business_id, None);
    let untouched = refused(&salon, &rival, Some(&salon.business)).await;
    assert!(
        untouched.is_empty(),
        "a stranger writes nothing into the audit trail of the business it names"
    );
}

#[tokio::test]
async fn what_is_wrong_otherwise_is_no_refused_try() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}", salon.business);
    let nobody = salon.get(&path, "rubbish").await;
    nobody.refused(401, "unauthenticated");
    let _ = salon
        .get("/shops/shp_unknown/settings", &salon.owner)
        .await
        .refused(404, "not_found");
    let _ = salon
        .post("/shops", &salon.owner, json!({}))
        .await
        .refused(422, "invalid_input");
    assert!(refused(&salon, &salon.owner, Some(&salon.business)).await.is_empty());
}

/// All events of a list, read in pages; every page but the last is full.
async fn trail(salon: &Salon, query: &str, limit: usize) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/businesses/{}/audit?limit={limit}{query}{cursor}", salon.business);
        let answer = salon.get(&path, &salon.owner).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = answer.body["data"].as_array().expect("a list").clone();
        let next = answer.body["meta"]["pagination"]["next_cursor"]
            .as_str()
            .map(str::to_owned);
        assert!(
            next.is_none() || page.len() == limit,
            "a page that is not full: {}",
            answer.text
        );
        found.extend(page);
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn types(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn the_trail_tells_who_did_what_when_and_from_where_newest_first() {
    let salon = Salon::open().await;
    let asked = request(Method::PATCH, &format!("/shops/{}", salon.shop))
        .token(&salon.owner)
        .header("x-forwarded-for", "192.0.2.7")
        .header("x-request-id", "my-request")
        .json(&json!({ "name": "Nowy" }));
    salon.send(asked).await.expect(200);
    salon.travel("2027-03-08T09:30:00Z").await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let found = trail(&salon, "", 100).await;
    let last = &found[0];
    assert_eq!(
        (&last["type"], &last["at"]),
        (&json!("BookingConfirmed"), &json!("2027-03-08T09:30:00Z"))
    );
    assert_eq!(last["actor"], json!({ "type": "guest" }));
    assert_eq!(last["data"]["booking_id"], booked["id"]);
    let changed = found
        .iter()
        .find(|event| event["type"] == "ShopUpdated")
        .expect("the change");
    let owner = json!({ "type": "account", "account_id": account_of(&salon.owner), "role": "owner" });
    assert_eq!(changed["actor"], owner);
    assert_eq!(changed["place"]["address"], "192.0.2.7");
    assert_eq!(changed["trace"], "my-request");
    let text = json!(found).to_string();
    for contact in ["anna@guests.example", "+48601234567", "owner@salon.example"] {
        assert!(!text.contains(contact), "contact data in the trail: {contact}");
    }
}

#[tokio::test]
async fn pages_are_full_across_months_and_filters() {
    let salon = Salon::open().await;
    let founded = trail(&salon, "", 100).await.len();
    for (now, name) in [
        ("2027-03-31T23:59:59Z", "a"),
        ("2027-04-01T00:00:00Z", "b"),
        ("2027-04-20T12:00:00Z", "c"),
        ("2027-05-02T12:00:00Z", "d"),
    ] {
        salon.travel(now).await;
        for _ in 0..2 {
            let path = format!("/shops/{}", salon.shop);
            let asked = request(Method::PATCH, &path)
                .token(&salon.owner)
                .json(&json!({ "name": name }));
            salon.send(asked).await.expect(200);
        }
        salon.create("/categories", json!({ "name": name })).await;
    }
    for limit in [1, 3, 5, 100] {
        let all = trail(&salon, "", limit).await;
        assert_eq!(all.len(), founded + 12, "by {limit}");
        let at: Vec<_> = all
            .iter()
            .map(|event| event["at"].as_str().expect("an instant"))
            .collect();
        assert!(at.is_sorted_by(|a, b| a >= b), "{at:?}");
        let updates = trail(&salon, "&type=ShopUpdated", limit).await;
        assert_eq!(types(&updates), ["ShopUpdated"; 8], "by {limit}");
    }
    let april = trail(&salon, "&from=2027-04-01T00:00:00Z&to=2027-05-01T00:00:00Z", 2).await;
    assert_eq!(april.len(), 6);
    let march = trail(&salon, "&from=2027-03-31T00:00:00Z&to=2027-04-01T00:00:00Z", 2).await;
    assert_eq!(march.len(), 3, "the end itself is left out");
    let nobody = trail(&salon, "&actor=acc_00000000000000000000000000", 2).await;
    assert!(nobody.is_empty());
    let owner = format!("&actor={}", account_of(&salon.owner));
    assert_eq!(trail(&salon, &owner, 4).await.len(), founded + 12);
}

#[tokio::test]
async fn only_owners_read_the_trail_and_refused_tries_stand_in_it() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}/audit", salon.business);
    let manager = salon.sign_up("manager@salon.example").await;
    salon.place(&manager, store::MemberRole::Manager, |_| {}).await;
    salon.get(&path, &manager).await.refused(403, "forbidden");
    let found = trail(&salon, "&type=AccessRefused", 10).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0]["data"],
        json!({ "operation": "audit-list", "permission": "read_audit" })
    );
    let actor = json!({ "type": "account", "account_id": account_of(&manager), "role": "manager" });
    assert_eq!(found[0]["actor"], actor);
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let _ = salon.post("/businesses", &rival, business).await.expect(201);
    salon.get(&path, &rival).await.refused(404, "not_found");
    let too_long = format!("{path}?from=2026-01-01T00:00:00Z&to=2027-03-01T00:00:00Z");
    salon
        .get(&too_long, &salon.owner)
        .await
        .wrong_field("to", "window_too_long");
    let turned = format!("{path}?from=2027-03-02T00:00:00Z&to=2027-03-01T00:00:00Z");
    salon.get(&turned, &salon.owner).await.refused(422, "invalid_input");
    let foreign = format!("{path}?cursor=eyJhZnRlciI6MX0");
    salon
        .get(&foreign, &salon.owner)
        .await
        .wrong_field("cursor", "invalid_cursor");
}
