//! The price list over HTTP: categories and services.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

fn manicure() -> Value {
    json!({ "name": "Manicure", "duration_minutes": 45, "price": { "amount": 9000, "currency": "PLN" } })
}

async fn patch(salon: &Salon, path: &str, token: &str, body: Value) -> Answer {
    salon.send(request(Method::PATCH, path).token(token).json(&body)).await
}

async fn rival(salon: &Salon) -> (String, String) {
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "en" });
    salon.post("/businesses", &rival, business).await.expect(201);
    let shop = json!({ "name": "Rival", "time_zone": "Europe/Warsaw" });
    let shop = salon.post("/shops", &rival, shop).await.expect(201);
    (rival, shop["id"].as_str().unwrap().to_owned())
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_service_is_shown_with_everything_it_was_offered_with() {
    let salon = Salon::open().await;
    let category = salon.create("/categories", json!({ "name": "Paznokcie" })).await;
    let mut wish = manicure();
    wish["buffer_before_minutes"] = json!(5);
    wish["buffer_after_minutes"] = json!(10);
    wish["capacity"] = json!(2);
    wish["shop_ids"] = json!([salon.shop]);
    wish["category_id"] = json!(category);
    wish["description"] = json!("Hybrydowy");
    let offered = salon.post("/services", &salon.owner, wish.clone()).await;
    let id = offered.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        offered.header("location"),
        Some(format!("/api/v1/services/{id}").as_str())
    );
    wish["id"] = json!(id);
    wish["archived"] = json!(false);
    wish["reminders"] = Value::Null;
    wish["vat_rate"] = Value::Null;
    assert_eq!(offered.expect(201), wish);
    assert_eq!(salon.get(&format!("/services/{id}"), "").await.expect(200), wish);
}

#[tokio::test]
async fn a_plain_service_is_for_one_person_in_every_shop_without_buffers() {
    let salon = Salon::open().await;
    let offered = salon.post("/services", &salon.owner, manicure()).await.expect(201);
    assert_eq!((&offered["capacity"], &offered["shop_ids"]), (&json!(1), &json!(null)));
    assert_eq!(
        (&offered["buffer_before_minutes"], &offered["buffer_after_minutes"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_service_is_named_at_once_in_the_readers_language() {
    let salon = Salon::open().await;
    let wrong = json!({
        "duration_minutes": 0, "price": { "amount": -1, "currency": "PLN" }, "buffer_after_minutes": 1441,
        "capacity": 501, "shop_ids": [salon.shop, "shp_1"], "category_id": "x",
    });
    let duration = [
        ("pl", "Czas trwania musi wynosić od jednej minuty do jednej doby."),
        ("en", "The duration must be between one minute and one day."),
        ("ar", "يجب أن تكون المدة بين دقيقة واحدة ويوم واحد."),
    ];
    for (language, sentence) in duration {
        let wish = request(Method::POST, "/services")
            .token(&salon.owner)
            .header("accept-language", language);
        let answer = salon.send(wish.json(&wrong)).await;
        for (path, code) in [
            ("name", "required"),
            ("duration_minutes", "duration_out_of_range"),
            ("price.amount", "price_out_of_range"),
            ("buffer_after_minutes", "buffer_out_of_range"),
            ("capacity", "out_of_range"),
            ("shop_ids[1]", "invalid_id"),
            ("category_id", "invalid_id"),
        ] {
            answer.wrong_field(path, code);
        }
        assert_eq!(answer.body["error"]["details"]["duration_minutes"], json!([sentence]));
    }
}

#[tokio::test]
async fn a_service_names_only_things_and_money_of_its_own_business() {
    let salon = Salon::open().await;
    let (_, shop) = rival(&salon).await;
    let mut wish = manicure();
    wish["price"]["currency"] = json!("EUR");
    wish["shop_ids"] = json!([salon.shop, shop]);
    wish["category_id"] = json!(salon.shop.replace("shp_", "cat_"));
    let answer = salon.post("/services", &salon.owner, wish).await;
    answer
        .wrong_field("price.currency", "currency_mismatch")
        .wrong_field("shop_ids[1]", "unknown_shop")
        .wrong_field("category_id", "unknown_category");
}

#[tokio::test]
async fn a_changed_service_keeps_what_the_change_does_not_name() {
    let salon = Salon::open().await;
    let path = format!("/services/{}", salon.service);
    let change = json!({ "duration_minutes": 90, "description": "Dłużej", "shop_ids": [salon.shop] });
    let changed = patch(&salon, &path, &salon.owner, change).await.expect(200);
    assert_eq!(
        (&changed["duration_minutes"], &changed["name"]),
        (&json!(90), &json!("Strzyżenie"))
    );
    let cleared = patch(
        &salon,
        &path,
        &salon.owner,
        json!({ "description": null, "shop_ids": null }),
    )
    .await
    .expect(200);
    assert_eq!(
        (&cleared["description"], &cleared["shop_ids"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(cleared["duration_minutes"], 90);
    let wrong = patch(
        &salon,
        &path,
        &salon.owner,
        json!({ "price": { "amount": 1 }, "capacity": null }),
    )
    .await;
    wrong
        .wrong_field("price.currency", "required")
        .wrong_field("capacity", "required");
    let old = request(Method::PATCH, &path)
        .token(&salon.owner)
        .header("if-match", "\"1\"");
    salon
        .send(old.json(&json!({ "name": "x" })))
        .await
        .refused(412, "stale");
}

#[tokio::test]
async fn an_archived_service_leaves_the_list_and_takes_no_bookings() {
    let salon = Salon::open().await;
    let archive = format!("/services/{}/archive", salon.service);
    for _ in 0..2 {
        let archived = salon
            .send(request(Method::POST, &archive).token(&salon.owner))
            .await
            .expect(200);
        assert_eq!(archived["archived"], true);
    }
    let list = format!("/services?business_id={}", salon.business);
    assert_eq!(salon.get(&list, "").await.expect(200), json!([]));
    let all = format!("{list}&include_archived=true");
    assert_eq!(names(&salon.get(&all, &salon.owner).await.expect(200)), ["Strzyżenie"]);
    salon.get(&all, "").await.refused(403, "forbidden");
    salon
        .book("2027-03-10T09:00:00Z", "jan")
        .await
        .wrong_field("service_id", "unknown_service");
}

#[tokio::test]
async fn the_list_of_services_is_found_by_business_by_shop_or_by_token() {
    let salon = Salon::open().await;
    let (_, other_shop) = rival(&salon).await;
    let mut here = manicure();
    here["shop_ids"] = json!([]);
    salon.create("/services", here).await;
    let by_business = salon
        .get(&format!("/services?business_id={}", salon.business), "")
        .await
        .expect(200);
    assert_eq!(names(&by_business), ["Manicure", "Strzyżenie"]);
    let by_shop = salon
        .get(&format!("/services?shop_id={}", salon.shop), "")
        .await
        .expect(200);
    assert_eq!(
        names(&by_shop),
        ["Strzyżenie"],
        "a service offered in no shop is not offered in this one"
    );
    assert_eq!(salon.get("/services", &salon.owner).await.expect(200), by_business);
    salon.get("/services", "").await.wrong_field("business_id", "required");
    let crossed = format!("/services?business_id={}&shop_id={other_shop}", salon.business);
    salon.get(&crossed, "").await.wrong_field("shop_id", "unknown_shop");
    salon
        .get("/services?colour=red", &salon.owner)
        .await
        .wrong_field("colour", "unknown_field");
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let salon = Salon::open().await;
    for n in 0..4 {
        let mut wish = manicure();
        wish["name"] = json!(format!("Usługa {n}"));
        salon.create("/services", wish).await;
    }
    let list = format!("/services?business_id={}&limit=2", salon.business);
    let mut found = Vec::new();
    let mut path = list.clone();
    loop {
        let page = salon.get(&path, "").await;
        found.extend(names(&page.body["data"]).into_iter().map(str::to_owned));
        let Some(next) = page.body["meta"]["pagination"]["next_cursor"].as_str() else {
            break;
        };
        path = format!("{list}&cursor={next}");
        assert!(found.len() < 10, "the pages have no end");
    }
    assert_eq!(found, ["Strzyżenie", "Usługa 0", "Usługa 1", "Usługa 2", "Usługa 3"]);
    salon
        .get(&format!("{list}&cursor=nonsense"), "")
        .await
        .wrong_field("cursor", "invalid_cursor");
}

#[tokio::test]
async fn categories_stand_in_the_order_of_the_price_list() {
    let salon = Salon::open().await;
    let hair = salon
        .create("/categories", json!({ "name": "Włosy", "position": 2 }))
        .await;
    salon
        .create("/categories", json!({ "name": "Paznokcie", "position": 1 }))
        .await;
    let list = format!("/categories?business_id={}", salon.business);
    assert_eq!(names(&salon.get(&list, "").await.expect(200)), ["Paznokcie", "Włosy"]);
    let path = format!("/categories/{hair}");
    let moved = patch(&salon, &path, &salon.owner, json!({ "position": 0 }))
        .await
        .expect(200);
    assert_eq!(moved, salon.get(&path, "").await.expect(200));
    assert_eq!(names(&salon.get(&list, "").await.expect(200)), ["Włosy", "Paznokcie"]);
    let wrong = json!({ "name": "", "position": 10_000 });
    let answer = salon.post("/categories", &salon.owner, wrong).await;
    answer
        .wrong_field("name", "name_empty")
        .wrong_field("position", "out_of_range");
}

#[tokio::test]
async fn an_archived_category_takes_no_services_and_harms_none() {
    let salon = Salon::open().await;
    let category = salon.create("/categories", json!({ "name": "Paznokcie" })).await;
    let mut wish = manicure();
    wish["category_id"] = json!(category);
    let service = salon.create("/services", wish.clone()).await;
    let archive = request(Method::POST, &format!("/categories/{category}/archive")).token(&salon.owner);
    assert_eq!(salon.send(archive).await.expect(200)["archived"], true);
    salon
        .post("/services", &salon.owner, wish)
        .await
        .wrong_field("category_id", "unknown_category");
    let renamed = patch(
        &salon,
        &format!("/services/{service}"),
        &salon.owner,
        json!({ "name": "Nowa" }),
    )
    .await;
    assert_eq!(renamed.expect(200)["name"], "Nowa");
}

#[tokio::test]
async fn nobody_else_touches_a_price_list() {
    let salon = Salon::open().await;
    let (rival, _) = rival(&salon).await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let category = salon.create("/categories", json!({ "name": "Włosy" })).await;
    for path in [
        format!("/services/{}", salon.service),
        format!("/categories/{category}"),
    ] {
        for (token, status, code) in [(&rival, 404, "not_found"), (&stylist, 403, "forbidden")] {
            patch(&salon, &path, token, json!({ "name": "x" }))
                .await
                .refused(status, code);
            let archive = request(Method::POST, &format!("{path}/archive")).token(token);
            salon.send(archive).await.refused(status, code);
        }
    }
    for (path, body) in [("/services", manicure()), ("/categories", json!({ "name": "x" }))] {
        salon.post(path, "", body.clone()).await.refused(401, "unauthenticated");
        salon.post(path, &stylist, body).await.refused(403, "forbidden");
    }
}
