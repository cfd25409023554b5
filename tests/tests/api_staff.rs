//! Staff over HTTP: cards, what they perform, hours, time off.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

async fn put(salon: &Salon, path: &str, token: &str, body: Value) -> Answer {
    salon.send(request(Method::PUT, path).token(token).json(&body)).await
}

async fn patch(salon: &Salon, path: &str, token: &str, body: Value) -> Answer {
    salon.send(request(Method::PATCH, path).token(token).json(&body)).await
}

async fn rival(salon: &Salon) -> String {
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "en" });
    salon.post("/businesses", &rival, business).await.expect(201);
    rival
}

fn stylist(salon: &Salon, staff: &str) -> String {
    salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": staff }))
}

#[tokio::test]
async fn a_staff_member_is_added_with_what_they_perform() {
    let salon = Salon::open().await;
    let wish = json!({
        "name": "Basia", "email": "Basia@Salon.example", "phone": "601 234 567",
        "services": [{ "service_id": salon.service, "price": { "amount": 15000, "currency": "PLN" }, "duration_minutes": 75 }],
    });
    let added = salon.post("/staff", &salon.owner, wish.clone()).await.expect(201);
    assert_eq!(
        (&added["email"], &added["phone"]),
        (&json!("basia@salon.example"), &json!("+48601234567"))
    );
    assert_eq!(added["services"], wish["services"]);
    let alone = salon
        .post("/staff", &salon.owner, json!({ "name": "Celina" }))
        .await
        .expect(201);
    assert_eq!(alone["services"], json!([]));
}

#[tokio::test]
async fn customers_see_names_and_the_business_sees_contacts() {
    let salon = Salon::open().await;
    let wish =
        json!({ "name": "Basia", "email": "basia@salon.example", "services": [{ "service_id": salon.service }] });
    let id = salon.create("/staff", wish).await;
    let rival = rival(&salon).await;
    let list = format!("/staff?business_id={}&service_id={}", salon.business, salon.service);
    for outsider in ["", rival.as_str()] {
        let shown = salon.get(&format!("/staff/{id}"), outsider).await.expect(200);
        assert_eq!(
            (shown["name"].as_str(), shown.get("email"), shown.get("phone")),
            (Some("Basia"), None, None)
        );
        let listed = salon.get(&list, outsider).await;
        assert!(!listed.text.contains("basia@"), "{}", listed.text);
        assert_eq!(listed.expect(200).as_array().unwrap().len(), 2);
    }
    let insider = stylist(&salon, &salon.staff);
    let shown = salon.get(&format!("/staff/{id}"), &insider).await.expect(200);
    assert_eq!(
        (&shown["email"], &shown["phone"]),
        (&json!("basia@salon.example"), &json!(null))
    );
    assert!(salon.get(&list, &insider).await.text.contains("basia@salon.example"));
}

#[tokio::test]
async fn staff_are_listed_by_shop_where_they_have_hours() {
    let salon = Salon::open().await;
    salon.create("/staff", json!({ "name": "Bez grafiku" })).await;
    let listed = salon
        .get(&format!("/staff?shop_id={}", salon.shop), "")
        .await
        .expect(200);
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["id"]),
        (1, &json!(salon.staff))
    );
    salon.get("/staff", "").await.wrong_field("business_id", "required");
    let unknown = format!(
        "/staff?business_id={}&service_id={}",
        salon.business,
        salon.shop.replace("shp_", "svc_")
    );
    salon
        .get(&unknown, "")
        .await
        .wrong_field("service_id", "unknown_service");
}

#[tokio::test]
async fn every_wrong_field_of_a_staff_member_is_named_at_once() {
    let salon = Salon::open().await;
    let unknown = salon.shop.replace("shp_", "svc_");
    let wrong = json!({ "phone": "1", "email": "x", "services": [{ "service_id": unknown }, { "price": { "amount": 1, "currency": "XXXX" } }] });
    let answer = salon.post("/staff", &salon.owner, wrong).await;
    answer
        .wrong_field("name", "required")
        .wrong_field("phone", "invalid_phone")
        .wrong_field("email", "invalid_email")
        .wrong_field("services[1].service_id", "required")
        .wrong_field("services[1].price.currency", "unknown_currency");
    let euro = json!({ "amount": 1, "currency": "EUR" });
    let linked = json!({ "name": "B", "services": [
        { "service_id": salon.service }, { "service_id": salon.service, "price": euro }, { "service_id": unknown },
    ] });
    let answer = salon.post("/staff", &salon.owner, linked).await;
    answer
        .wrong_field("services[1].service_id", "duplicate_service")
        .wrong_field("services[1].price.currency", "currency_mismatch")
        .wrong_field("services[2].service_id", "unknown_service");
}

#[tokio::test]
async fn a_card_changes_and_its_services_are_replaced_as_a_whole() {
    let salon = Salon::open().await;
    let path = format!("/staff/{}", salon.staff);
    let changed = patch(
        &salon,
        &path,
        &salon.owner,
        json!({ "name": "Anna Lis", "phone": "+48601234567" }),
    )
    .await
    .expect(200);
    assert_eq!(
        (&changed["name"], &changed["phone"]),
        (&json!("Anna Lis"), &json!("+48601234567"))
    );
    let cleared = patch(&salon, &path, &salon.owner, json!({ "phone": null }))
        .await
        .expect(200);
    assert_eq!(
        (&cleared["name"], &cleared["phone"]),
        (&json!("Anna Lis"), &json!(null))
    );
    let services = format!("{path}/services");
    let none = put(&salon, &services, &salon.owner, json!({ "services": [] }))
        .await
        .expect(200);
    assert_eq!(none["services"], json!([]));
    assert_eq!(
        salon.starts("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z").await,
        Vec::<String>::new()
    );
    put(&salon, &services, &salon.owner, json!({}))
        .await
        .wrong_field("services", "required");
    let old = request(Method::PUT, &services)
        .token(&salon.owner)
        .header("if-match", "\"1\"");
    salon
        .send(old.json(&json!({ "services": [] })))
        .await
        .refused(412, "stale");
}

#[tokio::test]
async fn an_archived_staff_member_is_offered_no_more_and_gets_no_hours() {
    let salon = Salon::open().await;
    let archive = format!("/staff/{}/archive", salon.staff);
    for _ in 0..2 {
        let archived = salon
            .send(request(Method::POST, &archive).token(&salon.owner))
            .await
            .expect(200);
        assert_eq!(archived["archived"], true);
    }
    assert_eq!(
        salon.starts("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z").await,
        Vec::<String>::new()
    );
    let hours = format!("/staff/{}/schedules/{}", salon.staff, salon.shop);
    put(&salon, &hours, &salon.owner, json!({ "weekly": [] }))
        .await
        .refused(409, "archived");
}

#[tokio::test]
async fn hours_are_shown_as_they_were_set_and_empty_before() {
    let salon = Salon::open().await;
    let id = salon.create("/staff", json!({ "name": "Basia" })).await;
    let path = format!("/staff/{id}/schedules/{}", salon.shop);
    let mut expected = json!({ "staff_id": id, "shop_id": salon.shop, "weekly": [], "breaks": [], "dates": [] });
    assert_eq!(salon.get(&path, &salon.owner).await.expect(200), expected);
    let hours = json!({
        "weekly": [{ "day": "mon", "from": "09:00", "to": "17:00" }, { "day": "sat", "from": "20:00", "to": "24:00" }],
        "breaks": [{ "day": "mon", "from": "13:00", "to": "13:30" }],
        "dates": [{ "date": "2027-04-05", "intervals": [] }],
    });
    for field in ["weekly", "breaks", "dates"] {
        expected[field] = hours[field].clone();
    }
    let set = put(&salon, &path, &salon.owner, hours).await;
    assert_eq!(set.header("etag"), Some("\"1\""));
    assert_eq!(set.expect(200), expected);
    assert_eq!(salon.get(&path, &salon.owner).await.expect(200), expected);
    let nowhere = format!("/staff/{id}/schedules/{}", absent(&salon.shop));
    salon.get(&nowhere, &salon.owner).await.refused(404, "not_found");
    put(&salon, &nowhere, &salon.owner, json!({}))
        .await
        .refused(404, "not_found");
}

/// An id of the same business that names nothing.
fn absent(id: &str) -> String {
    let (rest, last) = id.split_at(id.len() - 1);
    format!("{rest}{}", if last == "0" { "4" } else { "0" })
}

#[tokio::test]
async fn every_wrong_hour_is_named_at_once() {
    let salon = Salon::open().await;
    let path = format!("/staff/{}/schedules/{}", salon.staff, salon.shop);
    let wrong = json!({
        "weekly": [{ "day": "monday", "from": "9:00", "to": "17:00" }, { "day": "tue", "to": "25:00" }],
        "dates": [{ "date": "2027-02-30", "intervals": [{ "from": "10:00" }] }],
    });
    let answer = put(&salon, &path, &salon.owner, wrong).await;
    for (path, code) in [
        ("weekly[0].day", "invalid_choice"),
        ("weekly[0].from", "invalid_wall_time"),
        ("weekly[1].from", "required"),
        ("weekly[1].to", "invalid_wall_time"),
        ("dates[0].date", "invalid_date"),
        ("dates[0].intervals[0].to", "required"),
    ] {
        answer.wrong_field(path, code);
    }
    let clash = json!({ "weekly": [
        { "day": "mon", "from": "09:00", "to": "12:00" }, { "day": "mon", "from": "11:00", "to": "13:00" },
    ] });
    put(&salon, &path, &salon.owner, clash)
        .await
        .wrong_field("weekly[1]", "overlapping_windows");
}

#[tokio::test]
async fn staff_set_their_own_hours_and_absences_and_nobody_elses() {
    let salon = Salon::open().await;
    let other = salon.create("/staff", json!({ "name": "Basia" })).await;
    let anna = stylist(&salon, &salon.staff);
    let week = json!({ "weekly": [{ "day": "mon", "from": "10:00", "to": "12:00" }] });
    let away = json!({ "start": "2027-07-01T00:00:00Z", "end": "2027-07-02T00:00:00Z" });
    for (staff, hours, absence) in [(&salon.staff, 200, 201), (&other, 403, 403)] {
        let set = put(
            &salon,
            &format!("/staff/{staff}/schedules/{}", salon.shop),
            &anna,
            week.clone(),
        )
        .await;
        assert_eq!(set.status, hours, "{}", set.text);
        let entered = salon
            .post(&format!("/staff/{staff}/time-off"), &anna, away.clone())
            .await;
        assert_eq!(entered.status, absence, "{}", entered.text);
    }
    let hers = salon
        .post(&format!("/staff/{other}/time-off"), &salon.owner, away)
        .await
        .expect(201);
    let path = format!("/staff/{other}/time-off/{}", hers["id"].as_str().unwrap());
    salon
        .send(request(Method::DELETE, &path).token(&anna))
        .await
        .refused(403, "forbidden");
    salon.get(&format!("/staff/{other}/time-off"), &anna).await.expect(200);
}

#[tokio::test]
async fn time_off_takes_the_time_names_the_bookings_in_it_and_gives_it_back() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-10T09:00:00Z", "jan").await.expect(201);
    let path = format!("/staff/{}/time-off", salon.staff);
    let wish = json!({ "start": "2027-03-10T00:00:00Z", "end": "2027-03-11T00:00:00Z", "reason": "Urlop" });
    let enter = || {
        let wish = request(Method::POST, &path)
            .token(&salon.owner)
            .header("idempotency-key", "away")
            .json(&wish);
        salon.send(wish)
    };
    let entered = enter().await.expect(201);
    assert_eq!(entered["conflicts"], json!([booked["id"]]));
    assert_eq!(
        (&entered["staff_id"], &entered["reason"]),
        (&json!(salon.staff), &json!("Urlop"))
    );
    assert_eq!(enter().await.expect(201), entered);
    let listed = salon.get(&path, &salon.owner).await.expect(200);
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["id"]),
        (1, &entered["id"])
    );
    let day = ("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z");
    assert_eq!(salon.starts(day.0, day.1).await, Vec::<String>::new());
    let own = format!("{path}/{}", entered["id"].as_str().unwrap());
    salon
        .send(request(Method::DELETE, &own).token(&salon.owner))
        .await
        .expect(200);
    salon
        .send(request(Method::DELETE, &own).token(&salon.owner))
        .await
        .refused(404, "not_found");
    assert!(!salon.starts(day.0, day.1).await.is_empty());
}

#[tokio::test]
async fn time_off_has_a_beginning_an_end_and_a_limit() {
    let salon = Salon::open().await;
    let path = format!("/staff/{}/time-off", salon.staff);
    let enter = |body: Value| salon.post(&path, &salon.owner, body);
    let nothing = enter(json!({})).await;
    nothing.wrong_field("start", "required").wrong_field("end", "required");
    let unreadable = json!({ "start": "tomorrow", "end": "2027-07-01" });
    enter(unreadable)
        .await
        .wrong_field("start", "invalid_instant")
        .wrong_field("end", "invalid_instant");
    let reversed = json!({ "start": "2027-07-02T00:00:00Z", "end": "2027-07-01T00:00:00Z" });
    enter(reversed).await.wrong_field("end", "reversed_interval");
    let endless = json!({ "start": "2027-07-01T00:00:00Z", "end": "2028-07-01T00:00:00Z" });
    enter(endless).await.wrong_field("end", "time_off_too_long");
}

#[tokio::test]
async fn nobody_else_touches_the_staff() {
    let salon = Salon::open().await;
    let rival = rival(&salon).await;
    let anna = stylist(&salon, &salon.staff);
    let card = format!("/staff/{}", salon.staff);
    let (services, hours, away) = (
        format!("{card}/services"),
        format!("{card}/schedules/{}", salon.shop),
        format!("{card}/time-off"),
    );
    for (token, status, code) in [(&rival, 404, "not_found"), (&anna, 403, "forbidden")] {
        patch(&salon, &card, token, json!({ "name": "x" }))
            .await
            .refused(status, code);
        put(&salon, &services, token, json!({ "services": [] }))
            .await
            .refused(status, code);
        salon
            .send(request(Method::POST, &format!("{card}/archive")).token(token))
            .await
            .refused(status, code);
    }
    put(&salon, &hours, &rival, json!({})).await.refused(404, "not_found");
    let absence = json!({ "start": "2027-07-01T00:00:00Z", "end": "2027-07-02T00:00:00Z" });
    salon.post(&away, &rival, absence).await.refused(404, "not_found");
    for path in [&hours, &away] {
        salon.get(path, "").await.refused(401, "unauthenticated");
        salon.get(path, &rival).await.refused(404, "not_found");
    }
    salon
        .post("/staff", "", json!({ "name": "x" }))
        .await
        .refused(401, "unauthenticated");
    salon
        .post("/staff", &anna, json!({ "name": "x" }))
        .await
        .refused(403, "forbidden");
}
