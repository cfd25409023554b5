//! The booking endpoints one by one: what they take, what they refuse, and in which words.

use http::Method;
use serde_json::{Value, json};
use testkit::{Desk, Request, Salon, request};

const START: &str = "2027-03-10T10:00:00Z";

fn post(path: &str, body: &Value) -> Request {
    request(Method::POST, path).json(body)
}

async fn bookings(salon: &Salon) -> usize {
    let path = format!(
        "/shops/{}/bookings?from=2027-01-01T00:00:00Z&to=2027-12-31T00:00:00Z&limit=100",
        salon.shop
    );
    salon
        .get(&path, &salon.owner)
        .await
        .expect(200)
        .as_array()
        .map_or(0, Vec::len)
}

#[tokio::test]
async fn a_booking_is_answered_as_the_contract_says() {
    let salon = Salon::open().await;
    let answer = salon.book(START, "anna").await;
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let booked = answer.expect(201);
    assert_eq!(
        answer_fields(&booked),
        ("confirmed", START, "2027-03-10T11:00:00Z", salon.staff.as_str())
    );
    assert_eq!(booked["price"], json!({ "amount": 12_000, "currency": "PLN" }));
    let id = booked["id"].as_str().expect("an id");
    assert!(id.starts_with("bkg_"));
    let shown = salon.get(&format!("/bookings/{id}"), &salon.owner).await.expect(200);
    assert_eq!(shown["customer"]["email"], "anna@guests.example");
}

fn answer_fields(booked: &Value) -> (&str, &str, &str, &str) {
    let text = |name: &str| booked[name].as_str().unwrap_or_default();
    (text("status"), text("start"), text("end"), text("staff_id"))
}

#[tokio::test]
async fn each_rule_refuses_with_its_own_code() {
    let settings = json!({ "min_notice_minutes": 60, "horizon_days": 10, "slot_step_minutes": 30 });
    let salon = Salon::open_with(Desk {
        settings,
        ..Desk::default()
    })
    .await;
    for (start, status, code) in [
        ("2027-03-08T08:00:00Z", 422, "in_the_past"),
        ("2027-03-08T09:30:00Z", 422, "too_soon"),
        ("2027-03-10T10:10:00Z", 422, "off_grid"),
        ("2027-03-10T10:00:01Z", 422, "off_grid"),
        ("2027-03-10T05:00:00Z", 422, "outside_working_hours"),
        ("2027-03-10T15:30:00Z", 422, "outside_working_hours"),
        ("2027-03-30T10:00:00Z", 422, "beyond_horizon"),
    ] {
        salon.book(start, "anna").await.refused(status, code);
    }
    let _ = salon.book(START, "anna").await.expect(201);
    salon.book(START, "beata").await.refused(409, "time_taken");
    salon
        .book("2027-03-10T10:30:00Z", "beata")
        .await
        .refused(409, "time_taken");
    let mut group = salon.wish("2027-03-10T12:00:00Z", "celina");
    group["persons"] = json!(2);
    salon.post("/bookings", "", group).await.refused(422, "over_capacity");
    assert_eq!(bookings(&salon).await, 1, "refusals leave nothing behind");
}

#[tokio::test]
async fn a_refused_wish_names_the_field_to_change() {
    let salon = Salon::open().await;
    let other = json!({ "name": "Farba", "duration_minutes": 30, "price": { "amount": 1, "currency": "PLN" } });
    let unserved = salon.create("/services", other).await;
    for (field, wrong, path, code) in [
        ("start", json!("2027-03-10T10:07:00Z"), "start", "off_grid"),
        ("start", json!("2027-03-08T08:00:00Z"), "start", "in_the_past"),
        ("start", json!("2027-03-08T09:30:00Z"), "start", "too_soon"),
        ("start", json!("2027-03-10T05:00:00Z"), "start", "outside_working_hours"),
        ("start", json!("2028-03-10T10:00:00Z"), "start", "beyond_horizon"),
        ("service_id", json!(unserved), "staff_id", "staff_without_service"),
        ("persons", json!(2), "persons", "over_capacity"),
        (
            "allow_overlap",
            json!({ "reason": "dear guest" }),
            "allow_overlap",
            "overlap_needs_staff",
        ),
    ] {
        let mut wish = salon.wish(START, "anna");
        wish[field] = wrong;
        salon
            .send(post("/bookings", &wish))
            .await
            .refused(422, code)
            .wrong_field(path, code);
    }
    assert_eq!(bookings(&salon).await, 0);
}

#[tokio::test]
async fn the_first_second_of_the_notice_is_in_time() {
    let salon = Salon::open().await;
    let booked = salon.book(START, "anna").await.expect(201);
    salon.travel("2027-03-09T10:00:00Z").await;
    let _ = salon.book("2027-03-09T11:00:00Z", "beata").await.expect(201);
    let link = format!(
        "/guest-bookings/{}/cancel",
        booked["manage_token"].as_str().expect("a token")
    );
    salon.travel("2027-03-09T10:00:00Z").await;
    let _ = salon.post(&link, "", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_move_to_where_the_booking_is_tells_nobody() {
    let salon = Salon::open().await;
    let booked = salon.book(START, "anna").await.expect(201);
    let path = format!("/bookings/{}/reschedule", booked["id"].as_str().expect("an id"));
    let there = json!({ "start": "2027-03-11T10:00:00Z" });
    let first = salon.post(&path, &salon.owner, there.clone()).await;
    let again = salon.post(&path, &salon.owner, there).await;
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(first.expect(200), again.expect(200));
    let sent = salon.messages("anna@guests.example").await;
    assert_eq!(sent.iter().filter(|m| m["kind"] == "booking_changed").count(), 1);
}

#[tokio::test]
async fn a_customer_cannot_be_in_two_places() {
    let salon = Salon::open().await;
    let second = salon.hire("Beata", &Desk::default().weekly).await;
    let _ = salon.book(START, "anna").await.expect(201);
    let mut wish = salon.wish("2027-03-10T10:30:00Z", "anna");
    wish["staff_id"] = json!(second);
    salon
        .post("/bookings", "", wish.clone())
        .await
        .refused(409, "customer_busy");
    // Signed in with the same address it is the same customer.
    let token = salon.token(json!({ "role": "customer", "email": "anna@guests.example" }));
    wish.as_object_mut().expect("an object").remove("customer");
    salon
        .post("/bookings", &token, wish)
        .await
        .refused(409, "customer_busy");
}

#[tokio::test]
async fn what_is_wrong_is_named_field_by_field() {
    let salon = Salon::open().await;
    let wish = |change: &dyn Fn(&mut Value)| {
        let mut wish = salon.wish(START, "anna");
        change(&mut wish);
        wish
    };
    let foreign = "svc_06j28qfekc6k334d01mgj5vw3qe3j8tfw78q7yf974";
    let cases: Vec<(&str, &str, Value)> = vec![
        (
            "customer.email",
            "invalid_email",
            wish(&|w| w["customer"]["email"] = json!("anna")),
        ),
        (
            "customer.phone",
            "invalid_phone",
            wish(&|w| w["customer"]["phone"] = json!("12")),
        ),
        (
            "customer.name",
            "name_empty",
            wish(&|w| w["customer"]["name"] = json!(" ")),
        ),
        (
            "customer.locale",
            "unknown_locale",
            wish(&|w| w["customer"]["locale"] = json!("xx")),
        ),
        (
            "customer",
            "customer_required",
            wish(&|w| drop(w.as_object_mut().map(|w| w.remove("customer")))),
        ),
        (
            "customer.email",
            "required",
            wish(&|w| w["customer"] = json!({ "name": "Anna", "phone": "+48601234567" })),
        ),
        (
            "customer.phone",
            "required",
            wish(&|w| w["customer"] = json!({ "name": "Anna", "email": "a@b.pl" })),
        ),
        (
            "customer.emial",
            "unknown_field",
            wish(&|w| w["customer"]["emial"] = json!("x")),
        ),
        ("colour", "unknown_field", wish(&|w| w["colour"] = json!("red"))),
        (
            "start",
            "invalid_instant",
            wish(&|w| w["start"] = json!("2027-02-30T10:00:00Z")),
        ),
        ("start", "invalid_instant", wish(&|w| w["start"] = json!("tomorrow"))),
        (
            "start",
            "required",
            wish(&|w| drop(w.as_object_mut().map(|w| w.remove("start")))),
        ),
        ("service_id", "invalid_id", wish(&|w| w["service_id"] = json!("svc_1"))),
        (
            "service_id",
            "unknown_service",
            wish(&|w| w["service_id"] = json!(foreign)),
        ),
        (
            "shop_id",
            "invalid_id",
            wish(&|w| w["shop_id"] = w["service_id"].clone()),
        ),
        (
            "staff_id",
            "unknown_staff",
            wish(&|w| w["staff_id"] = json!(foreign.replace("svc_", "stf_"))),
        ),
        ("persons", "out_of_range", wish(&|w| w["persons"] = json!(0))),
        ("persons", "out_of_range", wish(&|w| w["persons"] = json!(70_000))),
        ("persons", "wrong_type", wish(&|w| w["persons"] = json!("two"))),
        (
            "notes",
            "text_too_long",
            wish(&|w| w["notes"] = json!("x".repeat(2_001))),
        ),
    ];
    for (path, code, body) in cases {
        salon.send(post("/bookings", &body)).await.wrong_field(path, code);
    }
    let both = wish(&|w| w["customer"] = json!({ "name": "", "email": "x", "phone": "y" }));
    let answer = salon.send(post("/bookings", &both)).await;
    answer
        .wrong_field("customer.name", "name_empty")
        .wrong_field("customer.email", "invalid_email")
        .wrong_field("customer.phone", "invalid_phone");
    assert_eq!(bookings(&salon).await, 0);
}

#[tokio::test]
async fn the_reader_is_told_in_their_language() {
    let salon = Salon::open().await;
    let mut sentences = Vec::new();
    for language in ["pl", "en", "ar"] {
        let wish = salon.wish("2027-03-08T09:30:00Z", "anna");
        let answer = salon
            .send(post("/bookings", &wish).header("accept-language", language))
            .await;
        sentences.push(
            answer.refused(422, "too_soon").body["error"]["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    assert!(sentences[0] != sentences[1] && sentences[1] != sentences[2]);
    assert!(
        sentences[2].chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c)),
        "{sentences:?}"
    );
    let problem = salon
        .send(
            post("/bookings", &salon.wish("2027-03-08T09:30:00Z", "anna")).header("accept", "application/problem+json"),
        )
        .await;
    assert_eq!(
        (problem.header("content-type"), problem.body["code"].as_str()),
        (Some("application/problem+json"), Some("too_soon"))
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_not_taken() {
    let salon = Salon::open().await;
    salon
        .send(
            request(Method::POST, "/bookings")
                .header("content-type", "application/json")
                .raw("{"),
        )
        .await
        .refused(400, "malformed_json");
    let text = salon.wish(START, "anna").to_string();
    salon
        .send(
            request(Method::POST, "/bookings")
                .header("content-type", "text/plain")
                .raw(text),
        )
        .await
        .refused(415, "unsupported_media_type");
    let large = json!({ "notes": "x".repeat(70_000) });
    salon
        .send(post("/bookings", &large))
        .await
        .refused(413, "body_too_large");
    salon
        .send(request(Method::PUT, "/bookings"))
        .await
        .refused(405, "method_not_allowed");
    salon.get("/nothing", "").await.refused(404, "no_such_route");
}

#[tokio::test]
async fn a_repeated_key_replays_and_another_body_is_refused() {
    let salon = Salon::open().await;
    let wish = salon.wish(START, "anna");
    let send = |body: Value| salon.send(post("/bookings", &body).header("idempotency-key", "visit-1"));
    let first = send(wish.clone()).await.expect(201);
    let again = send(wish.clone()).await.expect(201);
    assert_eq!(
        (&first["id"], &first["created_at"]),
        (&again["id"], &again["created_at"])
    );
    let other = salon.wish("2027-03-10T12:00:00Z", "anna");
    send(other.clone())
        .await
        .refused(422, "idempotency_key_reused")
        .wrong_field("idempotency-key", "idempotency_key_reused");
    assert_eq!(bookings(&salon).await, 1);
    // A day later the key is free again.
    salon.travel("2027-03-09T09:30:00Z").await;
    let _ = send(other).await.expect(201);
    salon
        .send(post("/bookings", &wish).header("idempotency-key", "a b"))
        .await
        .wrong_field("idempotency-key", "invalid_idempotency_key");
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let salon = Salon::open().await;
    let booked = salon.book(START, "anna").await.expect(201);
    let path = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    let patch = |version: &str| {
        let patch = request(Method::PATCH, &path)
            .token(&salon.owner)
            .header("if-match", version);
        salon.send(patch.json(&json!({ "notes": "allergic" })))
    };
    assert_eq!(patch("\"1\"").await.expect(200)["notes"], "allergic");
    patch("\"1\"").await.refused(412, "stale");
    let cancel = post(&format!("{path}/cancel"), &json!({}))
        .token(&salon.owner)
        .header("if-match", "\"1\"");
    salon.send(cancel).await.refused(412, "stale");
    let cleared = request(Method::PATCH, &path)
        .token(&salon.owner)
        .json(&json!({ "notes": null }));
    assert_eq!(salon.send(cleared).await.expect(200)["notes"], Value::Null);
    // Nothing sent is nothing changed, as with every other PATCH.
    let before = salon.get(&path, &salon.owner).await;
    let nothing = salon
        .send(request(Method::PATCH, &path).token(&salon.owner).json(&json!({})))
        .await;
    assert_eq!((nothing.status, nothing.header("etag")), (200, before.header("etag")));
}

#[tokio::test]
async fn an_agenda_is_paged_and_filtered() {
    let salon = Salon::open().await;
    for (n, day) in [10, 11, 12, 30, 31].into_iter().enumerate() {
        let _ = salon
            .book(&format!("2027-03-{day}T10:00:00Z"), &format!("guest{n}"))
            .await
            .expect(201);
    }
    let _ = salon.book("2027-04-01T10:00:00Z", "april").await.expect(201);
    let path = format!(
        "/shops/{}/bookings?from=2027-03-11T00:00:00Z&to=2027-04-02T00:00:00Z&limit=2",
        salon.shop
    );
    let (mut starts, mut cursor) = (Vec::new(), String::new());
    for _ in 0..5 {
        let page = if cursor.is_empty() {
            path.clone()
        } else {
            format!("{path}&cursor={cursor}")
        };
        let answer = salon.get(&page, &salon.owner).await;
        let pagination = answer.body["meta"]["pagination"].clone();
        let page = answer.expect(200);
        starts.extend(
            page.as_array()
                .expect("a list")
                .iter()
                .map(|b| b["start"].as_str().unwrap_or_default()[5..10].to_owned()),
        );
        match pagination["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(starts, ["03-11", "03-12", "03-30", "03-31", "04-01"]);
    let none = salon
        .get(&format!("{path}&status=cancelled"), &salon.owner)
        .await
        .expect(200);
    assert_eq!(none, json!([]));
    salon
        .get(&format!("{path}&status=lost"), &salon.owner)
        .await
        .wrong_field("status", "invalid_choice");
    salon
        .get(&format!("{path}&cursor=zzz"), &salon.owner)
        .await
        .wrong_field("cursor", "invalid_cursor");
    let reversed = format!(
        "/shops/{}/bookings?from=2027-04-02T00:00:00Z&to=2027-03-02T00:00:00Z",
        salon.shop
    );
    salon
        .get(&reversed, &salon.owner)
        .await
        .wrong_field("to", "reversed_interval");
}

#[tokio::test]
async fn a_booking_is_downloaded_as_a_calendar_file() {
    let salon = Salon::open().await;
    let booked = salon.book(START, "anna").await.expect(201);
    let path = format!("/bookings/{}/calendar.ics", booked["id"].as_str().expect("an id"));
    let answer = salon.get(&path, &salon.owner).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/calendar; charset=utf-8"))
    );
    assert!(answer.text.contains("METHOD:PUBLISH") && answer.text.contains("DTSTART:20270310T100000Z"));
    assert!(answer.text.contains("STATUS:CONFIRMED"));
    let cancel = format!("/bookings/{}/cancel", booked["id"].as_str().expect("an id"));
    let _ = salon.post(&cancel, &salon.owner, json!({})).await.expect(200);
    assert!(salon.get(&path, &salon.owner).await.text.contains("STATUS:CANCELLED"));
}

#[tokio::test]
async fn a_search_refuses_what_makes_no_sense() {
    let salon = Salon::open().await;
    let path = |change: &str| {
        format!(
            "/availability?shop_id={}&service_id={}&{change}",
            salon.shop, salon.service
        )
    };
    for (query, field, code) in [
        (
            "from=2027-03-11T00:00:00Z&to=2027-03-10T00:00:00Z",
            "to",
            "reversed_interval",
        ),
        (
            "from=2027-03-11T00:00:00Z&to=2027-03-11T00:00:00Z",
            "to",
            "empty_interval",
        ),
        (
            "from=2027-03-11T00:00:00Z&to=2027-09-11T00:00:00Z",
            "to",
            "window_too_long",
        ),
        (
            "from=2027-03-11T00:00:00Z&to=2027-03-12T00:00:00Z&viewer_zone=Mars/Base",
            "viewer_zone",
            "unknown_time_zone",
        ),
        (
            "from=2027-03-11T00:00:00Z&to=2027-03-12T00:00:00Z&persons=0",
            "persons",
            "out_of_range",
        ),
        ("from=2027-03-11T00:00:00Z", "to", "required"),
        ("from=2027-03-11&to=2027-03-12T00:00:00Z", "from", "invalid_instant"),
    ] {
        salon.get(&path(query), "").await.wrong_field(field, code);
    }
    let next = format!(
        "/availability/next?shop_id={}&service_id={}&count=3",
        salon.shop, salon.service
    );
    salon.travel("2027-03-08T09:00:05Z").await;
    let found = salon.get(&next, "").await.expect(200);
    assert_eq!(found["slots"].as_array().map(Vec::len), Some(3));
    // It is past nine: an hour's notice from there is past ten.
    assert_eq!(found["slots"][0]["start"], "2027-03-08T10:15:00Z");
}
