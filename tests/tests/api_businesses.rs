//! Businesses over HTTP: founding, showing, changing, listing.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Salon, request};

fn malina() -> Value {
    json!({ "name": "Studio Malina", "country": "PL", "currency": "PLN", "locale": "pl" })
}

const NOW: &str = "2027-03-08T09:00:00Z";

#[tokio::test]
async fn an_owner_founds_a_business_and_finds_it_among_its_own() {
    let salon = Salon::empty(NOW).await;
    let owner = salon.token(json!({ "role": "owner", "email": "ewa@malina.example" }));
    let founded = salon.post("/businesses", &owner, malina()).await;
    let id = founded.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        founded.header("location"),
        Some(format!("/api/v1/businesses/{id}").as_str())
    );
    assert_eq!(founded.header("etag"), Some("\"1\""));
    let mut expected = malina();
    expected["id"] = json!(id);
    expected["created_at"] = json!(NOW);
    expected["second_factor_required_for"] = json!([]);
    expected["allowed_origins"] = json!([]);
    expected["tax_profile"] = Value::Null;
    expected["exports_kept_days"] = Value::Null;
    assert_eq!(founded.expect(201), expected);
    assert_eq!(
        salon.get(&format!("/businesses/{id}"), &owner).await.expect(200),
        expected
    );
    assert_eq!(salon.get("/businesses", &owner).await.expect(200), json!([expected]));
}

#[tokio::test]
async fn founding_twice_with_one_key_founds_once() {
    let salon = Salon::empty(NOW).await;
    let owner = salon.token(json!({ "role": "owner", "email": "ewa@malina.example" }));
    let found = |body: Value| {
        let wish = request(Method::POST, "/businesses")
            .token(&owner)
            .header("idempotency-key", "first");
        salon.send(wish.json(&body))
    };
    let first = found(malina()).await.expect(201);
    assert_eq!(found(malina()).await.expect(201), first);
    let other = json!({ "name": "Inna", "country": "PL", "currency": "PLN", "locale": "pl" });
    found(other).await.refused(422, "idempotency_key_reused");
    assert_eq!(
        salon
            .get("/businesses", &owner)
            .await
            .expect(200)
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn founding_asks_for_a_token_and_a_role() {
    let salon = Salon::empty(NOW).await;
    salon
        .post("/businesses", "", malina())
        .await
        .refused(401, "unauthenticated");
    for role in ["customer", "staff", "manager"] {
        let token = salon.token(json!({ "role": role, "email": "jan@example.pl" }));
        salon
            .post("/businesses", &token, malina())
            .await
            .refused(403, "forbidden");
    }
}

#[tokio::test]
async fn every_wrong_field_of_a_business_is_named_at_once_in_the_readers_language() {
    let salon = Salon::empty(NOW).await;
    let owner = salon.token(json!({ "role": "owner", "email": "ewa@malina.example" }));
    let wrong = json!({ "name": " ", "country": "Polska", "currency": "ZLOTY", "locale": "de" });
    for (language, sentence) in [
        ("pl", "Podaj nazwę."),
        ("en", "A name is needed."),
        ("ar", "الاسم مطلوب."),
    ] {
        let wish = request(Method::POST, "/businesses")
            .token(&owner)
            .header("accept-language", language);
        let answer = salon.send(wish.json(&wrong)).await;
        answer
            .wrong_field("name", "name_empty")
            .wrong_field("country", "unknown_country")
            .wrong_field("currency", "unknown_currency")
            .wrong_field("locale", "unknown_locale");
        assert_eq!(answer.body["error"]["details"]["name"], json!([sentence]));
    }
    let nothing = salon.post("/businesses", &owner, json!({})).await;
    for field in ["name", "country", "currency", "locale"] {
        nothing.wrong_field(field, "required");
    }
    let mut more = malina();
    more["vat"] = json!("PL1");
    salon
        .post("/businesses", &owner, more)
        .await
        .wrong_field("vat", "unknown_field");
}

#[tokio::test]
async fn a_change_touches_only_what_it_names_and_only_the_version_it_saw() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}", salon.business);
    let change = |version: &str, body: Value| {
        salon.send(
            request(Method::PATCH, &path)
                .token(&salon.owner)
                .header("if-match", version)
                .json(&body),
        )
    };
    let changed = change("\"1\"", json!({ "locale": "ar" })).await;
    assert_eq!(changed.header("etag"), Some("\"2\""));
    let changed = changed.expect(200);
    assert_eq!((&changed["name"], &changed["locale"]), (&json!("Salon"), &json!("ar")));
    change("\"1\"", json!({ "name": "Inny" })).await.refused(412, "stale");
    change("*", json!({ "name": null }))
        .await
        .wrong_field("name", "required");
    change("*", json!({ "currency": "EUR" }))
        .await
        .wrong_field("currency", "unknown_field");
}

#[tokio::test]
async fn only_its_own_people_see_a_business_and_only_its_owner_changes_it() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}", salon.business);
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    salon.post("/businesses", &rival, malina()).await.expect(201);
    salon.get(&path, "").await.refused(401, "unauthenticated");
    salon.get(&path, &rival).await.refused(404, "not_found");
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    salon.get(&path, &stylist).await.expect(200);
    for (token, status, code) in [(&stylist, 403, "forbidden"), (&rival, 404, "not_found")] {
        let change = request(Method::PATCH, &path)
            .token(token)
            .json(&json!({ "name": "Nasz" }));
        salon.send(change).await.refused(status, code);
    }
    let listed = salon.get("/businesses", &rival).await.expect(200);
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .all(|b| b["id"] != salon.business.as_str()),
        "{listed}"
    );
}

#[tokio::test]
async fn support_acts_in_the_business_it_names() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}", salon.business);
    let admin = salon.token(json!({ "role": "admin", "email": "support@platform.example" }));
    salon.get(&path, &admin).await.refused(403, "business_required");
    let named = request(Method::GET, &path)
        .token(&admin)
        .header("x-business-id", &salon.business);
    assert_eq!(salon.send(named).await.expect(200)["id"], salon.business.as_str());
}
