//! Shops over HTTP: opening, settings, closures.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

fn mokotow() -> Value {
    json!({ "name": "Mokotów", "time_zone": "Europe/Warsaw" })
}

async fn rival(salon: &Salon) -> String {
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    let business = json!({ "name": "Rival", "country": "DE", "currency": "EUR", "locale": "en" });
    salon.post("/businesses", &rival, business).await.expect(201);
    rival
}

async fn patch(salon: &Salon, path: &str, token: &str, body: Value) -> Answer {
    salon.send(request(Method::PATCH, path).token(token).json(&body)).await
}

async fn delete(salon: &Salon, path: &str, token: &str) -> Answer {
    salon.send(request(Method::DELETE, path).token(token)).await
}

#[tokio::test]
async fn a_shop_opens_with_the_settings_it_is_given_and_the_platforms_for_the_rest() {
    let salon = Salon::open().await;
    let mut wish = mokotow();
    wish["address"] = json!({ "street": "Puławska 1", "city": "Warszawa", "postal_code": "02-515" });
    // National: the business is Polish.
    wish["phone"] = json!("601 234 567");
    wish["settings"] = json!({ "slot_step_minutes": 30, "horizon_days": 14, "buffer_rule": "max" });
    let opened = salon.post("/shops", &salon.owner, wish).await.expect(201);
    assert_eq!(opened["phone"], "+48601234567");
    assert_eq!(opened["address"]["city"], "Warszawa");
    let settings = json!({
        "slot_step_minutes": 30, "min_notice_minutes": 60, "horizon_days": 14,
        "horizon": { "kind": "rolling_days", "days": 14 }, "cancel_notice_minutes": 1440, "start_grid": "opening",
        "buffer_rule": "max", "confirmation": "automatic", "staff_daily_limit": null, "customer_daily_limit": null,
    });
    assert_eq!(opened["settings"], settings);
    let path = format!("/shops/{}/settings", opened["id"].as_str().unwrap());
    assert_eq!(salon.get(&path, &salon.owner).await.expect(200), settings);
}

#[tokio::test]
async fn opening_a_shop_twice_with_one_key_opens_one() {
    let salon = Salon::open().await;
    let open = || {
        let wish = request(Method::POST, "/shops")
            .token(&salon.owner)
            .header("idempotency-key", "k1");
        salon.send(wish.json(&mokotow()))
    };
    let first = open().await.expect(201);
    assert_eq!(open().await.expect(201), first);
    let listed = salon
        .get(&format!("/businesses/{}/shops", salon.business), &salon.owner)
        .await
        .expect(200);
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
}

#[tokio::test]
async fn everybody_sees_a_shop_but_not_what_it_keeps_to_itself() {
    let salon = Salon::open().await;
    let shown = salon.get(&format!("/shops/{}", salon.shop), "").await.expect(200);
    assert_eq!(shown["time_zone"], "Europe/Warsaw");
    assert_eq!(shown["address"], "Piękna 12, Warszawa");
    assert_eq!(shown["settings"]["cancel_notice_minutes"], 1440);
    assert_eq!(
        (shown["settings"].get("staff_daily_limit"), shown.get("created_at")),
        (None, None)
    );
    let absent = salon.shop.replace("shp_", "svc_");
    salon
        .get(&format!("/shops/{absent}"), "")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn every_wrong_field_of_a_shop_is_named_at_once() {
    let salon = Salon::open().await;
    let wrong = json!({
        "time_zone": "Warsaw", "phone": "12", "email": "shop", "address": { "city": "" },
        "settings": { "slot_step_minutes": 241, "start_grid": "dense", "horizon_days": 5,
                      "horizon": { "kind": "rolling_days", "days": 5 } },
    });
    let answer = salon.post("/shops", &salon.owner, wrong).await;
    for (path, code) in [
        ("name", "required"),
        ("time_zone", "unknown_time_zone"),
        ("phone", "invalid_phone"),
        ("email", "invalid_email"),
        ("address.city", "name_empty"),
        ("settings.slot_step_minutes", "out_of_range"),
        ("settings.start_grid", "invalid_choice"),
        ("settings.horizon", "exactly_one_of"),
    ] {
        answer.wrong_field(path, code);
    }
    let mut odd = mokotow();
    odd["address"] = json!({ "zip": "02-515" });
    salon
        .post("/shops", &salon.owner, odd)
        .await
        .wrong_field("address.zip", "unknown_field");
}

#[tokio::test]
async fn a_change_clears_what_is_null_and_keeps_what_is_absent() {
    let salon = Salon::open().await;
    let path = format!("/shops/{}", salon.shop);
    let changed = patch(&salon, &path, &salon.owner, json!({ "phone": null, "name": "Powiśle" }))
        .await
        .expect(200);
    assert_eq!((&changed["name"], &changed["phone"]), (&json!("Powiśle"), &json!(null)));
    assert_eq!(changed["email"], "shop@salon.example");
    let old = request(Method::PATCH, &path)
        .token(&salon.owner)
        .header("if-match", "\"1\"");
    salon
        .send(old.json(&json!({ "name": "x" })))
        .await
        .refused(412, "stale");
    patch(&salon, &path, &salon.owner, json!([]))
        .await
        .wrong_field("", "wrong_type");
    patch(&salon, &path, &salon.owner, json!({ "name": null }))
        .await
        .wrong_field("name", "required");
}

#[tokio::test]
async fn settings_change_one_by_one_and_take_effect_at_once() {
    let salon = Salon::open().await;
    let day = ("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z");
    let quarter_hours = salon.starts(day.0, day.1).await.len();
    let path = format!("/shops/{}/settings", salon.shop);
    let change = json!({ "slot_step_minutes": 60, "staff_daily_limit": 3, "confirmation": "by_shop" });
    let changed = patch(&salon, &path, &salon.owner, change).await.expect(200);
    assert_eq!(
        (&changed["slot_step_minutes"], &changed["min_notice_minutes"]),
        (&json!(60), &json!(60))
    );
    assert_eq!((quarter_hours, salon.starts(day.0, day.1).await.len()), (29, 8));
    let cleared = patch(&salon, &path, &salon.owner, json!({ "staff_daily_limit": null }))
        .await
        .expect(200);
    assert_eq!(
        (&cleared["staff_daily_limit"], &cleared["confirmation"]),
        (&json!(null), &json!("by_shop"))
    );
    let wrong = patch(
        &salon,
        &path,
        &salon.owner,
        json!({ "min_notice_minutes": -1, "buffer_rule": "none" }),
    )
    .await;
    wrong
        .wrong_field("min_notice_minutes", "out_of_range")
        .wrong_field("buffer_rule", "invalid_choice");
}

#[tokio::test]
async fn a_shop_closed_for_a_day_offers_nothing_on_it_until_it_opens_again() {
    let salon = Salon::open().await;
    let day = ("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z");
    assert!(!salon.starts(day.0, day.1).await.is_empty());
    let path = format!("/shops/{}/closures", salon.shop);
    let wish = json!({ "from_date": "2027-03-28", "to_date": "2027-03-28", "reason": "Niedziela" });
    let closure = salon.post(&path, &salon.owner, wish).await.expect(201);
    assert_eq!(
        (closure["start"].as_str(), closure["end"].as_str()),
        (Some(day.0), Some(day.1))
    );
    assert_eq!(salon.starts(day.0, day.1).await, Vec::<String>::new());
    assert_eq!(salon.get(&path, &salon.owner).await.expect(200), json!([closure]));
    let own = format!("{path}/{}", closure["id"].as_str().unwrap());
    delete(&salon, &own, &salon.owner).await.expect(200);
    delete(&salon, &own, &salon.owner).await.refused(404, "not_found");
    assert!(!salon.starts(day.0, day.1).await.is_empty());
}

#[tokio::test]
async fn a_closure_says_its_time_in_one_way_only() {
    let salon = Salon::open().await;
    let path = format!("/shops/{}/closures", salon.shop);
    for wrong in [
        json!({}),
        json!({ "from_date": "2027-05-01", "start": "2027-05-01T00:00:00Z" }),
    ] {
        salon
            .post(&path, &salon.owner, wrong)
            .await
            .wrong_field("start", "exactly_one_of");
    }
    let reversed = json!({ "start": "2027-05-02T00:00:00Z", "end": "2027-05-01T00:00:00Z" });
    salon
        .post(&path, &salon.owner, reversed)
        .await
        .wrong_field("end", "reversed_interval");
    let instants = json!({ "start": "2027-05-01T02:00:00+02:00", "end": "2027-05-02T00:00:00Z" });
    assert_eq!(
        salon.post(&path, &salon.owner, instants).await.expect(201)["start"],
        "2027-05-01T00:00:00Z"
    );
}

#[tokio::test]
async fn nobody_else_touches_a_shop() {
    let salon = Salon::open().await;
    let rival = rival(&salon).await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let shop = format!("/shops/{}", salon.shop);
    let (settings, closures) = (format!("{shop}/settings"), format!("{shop}/closures"));
    let closed = json!({ "from_date": "2027-05-01", "to_date": "2027-05-01" });
    for (token, status, code) in [(&rival, 404, "not_found"), (&stylist, 403, "forbidden")] {
        patch(&salon, &shop, token, json!({ "name": "x" }))
            .await
            .refused(status, code);
        patch(&salon, &settings, token, json!({})).await.refused(status, code);
        salon.post(&closures, token, closed.clone()).await.refused(status, code);
    }
    salon
        .post("/shops", &stylist, mokotow())
        .await
        .refused(403, "forbidden");
    salon
        .post("/shops", "", mokotow())
        .await
        .refused(401, "unauthenticated");
    for path in [&settings, &closures, &format!("/businesses/{}/shops", salon.business)] {
        salon.get(path, "").await.refused(401, "unauthenticated");
        salon.get(path, &rival).await.refused(404, "not_found");
        salon.get(path, &stylist).await.expect(200);
    }
}
