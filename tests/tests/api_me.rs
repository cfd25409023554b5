//! The signed-in human: who it is, what it may do, what it wants to find again.

use http::Method;
use serde_json::{Value, json};
use testkit::{Salon, request};

fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

#[tokio::test]
async fn a_front_end_learns_what_its_caller_may_do() {
    let salon = Salon::open().await;
    let owner = salon.get("/me", &salon.owner).await.expect(200);
    assert_eq!(
        (owner["role"].as_str(), owner["business_id"].as_str()),
        (Some("owner"), Some(salon.business.as_str()))
    );
    assert!(names(&owner["permissions"]).contains(&"manage_members"));
    assert_eq!(owner["memberships"][0]["role"], "owner");
    assert_eq!(owner["memberships"][0]["shops"], "all");

    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com", "name": "Eve" }));
    let eve = salon.get("/me", &eve).await.expect(200);
    assert_eq!(
        (eve["role"].as_str(), eve["name"].as_str()),
        (Some("customer"), Some("Eve"))
    );
    assert_eq!(names(&eve["permissions"]), ["book_for_self", "own_bookings"]);
    assert_eq!(eve["memberships"], json!([]));
    salon.get("/me", "").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn an_account_changes_under_the_version_that_was_seen() {
    let salon = Salon::open().await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let change = |body: Value| request(Method::PATCH, "/me").token(&eve).json(&body);
    let changed = salon.send(change(json!({ "name": "Ewa", "locale": "pl" }))).await;
    assert_eq!(changed.header("etag"), Some("\"1\""));
    let changed = changed.expect(200);
    assert_eq!(
        (changed["name"].as_str(), changed["locale"].as_str()),
        (Some("Ewa"), Some("pl"))
    );
    assert_eq!(
        changed["email"], "eve@example.com",
        "what the token proved stands in the record"
    );
    salon
        .send(change(json!({ "name": null })).header("if-match", "\"7\""))
        .await
        .refused(412, "stale");
    let cleared = salon
        .send(change(json!({ "name": null, "account_type": "business" })))
        .await
        .expect(200);
    assert_eq!(cleared["name"], Value::Null);
    for (field, value, code) in [
        ("name", "", "name_empty"),
        ("locale", "de", "unknown_locale"),
        ("account_type", "customer", "unknown_account_type"),
    ] {
        salon
            .send(change(json!({ field: value })))
            .await
            .wrong_field(field, code);
    }
    salon
        .send(change(json!({ "role": "admin" })))
        .await
        .refused(422, "invalid_input");
}

#[tokio::test]
async fn favourites_are_kept_once_and_by_their_owner_only() {
    let salon = Salon::open().await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let adam = salon.token(json!({ "role": "customer", "email": "adam@example.com" }));
    let path = format!("/me/favourites/{}", salon.shop);
    for _ in 0..2 {
        let kept = salon.send(request(Method::PUT, &path).token(&eve)).await.expect(200);
        assert_eq!(kept["shop_id"], salon.shop.as_str());
    }
    assert_eq!(
        salon
            .get("/me/favourites", &eve)
            .await
            .expect(200)
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert_eq!(salon.get("/me/favourites", &adam).await.expect(200), json!([]));
    let unknown = "/me/favourites/shp_06j28qfqhp1nb2gp06j28qfqhp1nb2gp06j28qfqhp";
    salon
        .send(request(Method::PUT, unknown).token(&eve))
        .await
        .refused(404, "not_found");
    salon
        .send(request(Method::PUT, &path))
        .await
        .refused(401, "unauthenticated");
    for _ in 0..2 {
        let _ = salon.send(request(Method::DELETE, &path).token(&eve)).await.expect(200);
    }
    assert_eq!(salon.get("/me/favourites", &eve).await.expect(200), json!([]));
}
