//! Waiting for a time: who is offered it, until when, and that only one of all who want it gets it.

use std::sync::Arc;

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Desk, Salon, request};

/// The one start of the one day on which the salon is open.
const START: &str = "2027-03-10T08:00:00Z";
const DAY: &str = "2027-03-10";

/// A salon that is open for an hour on Wednesdays.
async fn salon() -> Salon {
    salon_with(json!({})).await
}

async fn salon_with(settings: Value) -> Salon {
    Salon::open_with(Desk {
        weekly: json!([{ "day": "wed", "from": "09:00", "to": "10:00" }]),
        settings,
        ..Desk::default()
    })
    .await
}

fn wait_for(salon: &Salon, guest: &str) -> Value {
    json!({
        "shop_id": salon.shop, "service_id": salon.service, "from": DAY, "to": DAY,
        "customer": { "name": guest, "email": address(guest), "phone": "+48601234567" }
    })
}

fn address(guest: &str) -> String {
    format!("{guest}@guests.example")
}

async fn join(salon: &Salon, guest: &str) -> Value {
    salon.post("/waitlist", "", wait_for(salon, guest)).await.expect(201)
}

async fn delete(salon: &Salon, path: &str, token: &str) -> Answer {
    let asked = request(Method::DELETE, path);
    let asked = if token.is_empty() { asked } else { asked.token(token) };
    salon.send(asked).await
}

/// A booking that fills the day.
async fn full(salon: &Salon) -> String {
    let booked = salon.book(START, "first").await.expect(201);
    salon.system.settle().await.expect("at rest");
    booked["id"].as_str().expect("an id").to_owned()
}

async fn cancel(salon: &Salon, booking: &str) {
    let path = format!("/bookings/{booking}/cancel");
    salon.post(&path, &salon.owner, json!({})).await.expect(200);
}

/// What was sent to a guest, by kind and channel.
async fn kinds(salon: &Salon, guest: &str) -> Vec<String> {
    let sent = salon.messages(&address(guest)).await;
    sent.iter()
        .map(|message| message["kind"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The token of the link in the newest offer to a guest.
async fn offered_token(salon: &Salon, guest: &str) -> String {
    let sent = salon.messages(&address(guest)).await;
    let offer = sent.iter().rfind(|message| message["kind"] == "waitlist_offer");
    let text = offer.expect("an offer")["text"].as_str().expect("words").to_owned();
    let (_, after) = text.split_once("/guest-bookings/").expect("a link");
    after.split_whitespace().next().expect("a token").to_owned()
}

async fn accept(salon: &Salon, offer: &str, token: &str) -> Answer {
    salon
        .post(&format!("/waitlist/offers/{offer}/accept"), token, json!({}))
        .await
}

/// The line of the shop, as its owner sees it.
async fn line(salon: &Salon, state: &str) -> Vec<Value> {
    let path = format!("/waitlist?shop_id={}&state={state}", salon.shop);
    let listed = salon.get(&path, &salon.owner).await.expect(200);
    listed.as_array().expect("a list").clone()
}

fn statuses(line: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    line.iter()
        .map(|entry| (text(&entry["customer"]["name"]), text(&entry["status"])))
        .collect()
}

fn pair(name: &str, status: &str) -> (String, String) {
    (name.to_owned(), status.to_owned())
}

/// What holds time on the day.
async fn on_the_day(salon: &Salon) -> Vec<String> {
    let path = format!(
        "/shops/{}/bookings?from=2027-03-10T00:00:00Z&to=2027-03-11T00:00:00Z",
        salon.shop
    );
    let listed = salon.get(&path, &salon.owner).await.expect(200);
    let bookings = listed.as_array().expect("a list").clone();
    let statuses = bookings
        .iter()
        .map(|b| b["status"].as_str().unwrap_or_default().to_owned());
    statuses
        .filter(|s| !matches!(s.as_str(), "cancelled" | "rejected"))
        .collect()
}

#[tokio::test]
async fn the_first_in_line_lets_it_pass_and_the_second_takes_it() {
    let salon = salon().await;
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    join(&salon, "ola").await;
    assert!(kinds(&salon, "ewa").await.is_empty(), "nothing is free");
    cancel(&salon, &booking).await;

    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer"]);
    assert!(kinds(&salon, "ola").await.is_empty(), "one at a time");
    assert_eq!(
        statuses(&line(&salon, "open").await),
        [pair("ewa", "offered"), pair("ola", "waiting")]
    );
    let letter = &salon.messages(&address("ewa")).await[0];
    let text = letter["text"].as_str().expect("words");
    for word in [
        "Strzyżenie",
        "10 marca 2027",
        "09:00",
        "Europe/Warsaw",
        "10:30",
        "Trzymamy",
    ] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    salon.book(START, "passer-by").await.refused(409, "time_taken");
    assert!(
        salon
            .starts("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z")
            .await
            .is_empty()
    );
    let first = offered_token(&salon, "ewa").await;
    let shown = salon.get(&format!("/guest-bookings/{first}"), "").await.expect(200);
    assert_eq!(shown["status"], "held");
    // The clock ticks while the story is told.
    let until = shown["held_until"].as_str().expect("an instant");
    assert!(until.starts_with("2027-03-08T09:30:"), "{until}");

    salon.travel("2027-03-08T09:31:00Z").await;
    assert_eq!(kinds(&salon, "ola").await, ["waitlist_offer"]);
    assert_eq!(
        statuses(&line(&salon, "open").await),
        [pair("ewa", "waiting"), pair("ola", "offered")]
    );
    accept(&salon, &first, "").await.refused(409, "not_allowed_now");

    let second = offered_token(&salon, "ola").await;
    let taken = accept(&salon, &second, "").await.expect(200);
    assert_eq!(
        (&taken["status"], &taken["start"]),
        (&json!("confirmed"), &json!(START))
    );
    assert_eq!(taken["held_until"], Value::Null);
    assert_eq!(kinds(&salon, "ola").await, ["waitlist_offer", "booking_confirmed"]);
    assert_eq!(statuses(&line(&salon, "open").await), [pair("ewa", "waiting")]);
    assert_eq!(statuses(&line(&salon, "closed").await), [pair("ola", "accepted")]);
    assert_eq!(on_the_day(&salon).await, ["confirmed"]);
    accept(&salon, &second, "").await.refused(409, "not_allowed_now");

    // What was let pass is not offered again, though it is free again.
    cancel(&salon, taken["id"].as_str().expect("an id")).await;
    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer"]);
    salon.travel("2027-03-11T09:00:00Z").await;
    assert_eq!(statuses(&line(&salon, "open").await), [pair("ewa", "lapsed")]);
}

#[tokio::test]
async fn a_shop_that_is_asked_is_asked_for_what_was_offered_too() {
    let salon = salon_with(json!({ "confirmation": "by_shop" })).await;
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    cancel(&salon, &booking).await;
    let offer = offered_token(&salon, "ewa").await;
    let taken = accept(&salon, &offer, "").await.expect(200);
    assert_eq!(taken["status"], "pending");
    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer", "booking_requested"]);
    assert_eq!(statuses(&line(&salon, "closed").await), [pair("ewa", "accepted")]);
}

#[tokio::test]
async fn who_declines_stays_in_line_and_who_leaves_gives_it_back() {
    let salon = salon().await;
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    let ola = join(&salon, "ola").await;
    join(&salon, "iga").await;
    cancel(&salon, &booking).await;
    let first = offered_token(&salon, "ewa").await;
    salon
        .post(&format!("/guest-bookings/{first}/cancel"), "", json!({}))
        .await
        .expect(200);
    assert_eq!(
        kinds(&salon, "ewa").await,
        ["waitlist_offer"],
        "nobody is told that an offer is off"
    );
    assert_eq!(
        statuses(&line(&salon, "open").await),
        [pair("ewa", "waiting"), pair("ola", "offered"), pair("iga", "waiting")]
    );
    let token = ola["token"].as_str().expect("a token");
    let left = delete(&salon, &format!("/waitlist/{token}"), "").await.expect(200);
    assert_eq!(left["status"], "left");
    let again = delete(&salon, &format!("/waitlist/{token}"), "").await.expect(200);
    assert_eq!(again["status"], "left");
    assert_eq!(kinds(&salon, "iga").await, ["waitlist_offer"]);
    assert_eq!(
        statuses(&line(&salon, "open").await),
        [pair("ewa", "waiting"), pair("iga", "offered")]
    );
    assert_eq!(on_the_day(&salon).await, ["held"]);
    salon
        .post(
            &format!("/guest-bookings/{}/reschedule", offered_token(&salon, "iga").await),
            "",
            json!({ "start": "2027-03-17T08:00:00Z" }),
        )
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_time_that_is_free_already_and_one_that_a_closure_kept_are_offered_as_well() {
    let salon = salon().await;
    let closed = json!({ "from_date": DAY, "to_date": DAY });
    let path = format!("/shops/{}/closures", salon.shop);
    let closure = salon.create(&path, closed).await;
    join(&salon, "ewa").await;
    assert!(kinds(&salon, "ewa").await.is_empty());
    delete(&salon, &format!("{path}/{closure}"), &salon.owner)
        .await
        .expect(200);
    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer"]);
    let mut next = wait_for(&salon, "ola");
    next["from"] = json!("2027-03-17");
    next["to"] = json!("2027-03-17");
    salon.post("/waitlist", "", next).await.expect(201);
    assert_eq!(kinds(&salon, "ola").await, ["waitlist_offer"]);
}

#[tokio::test]
async fn who_sleeps_is_told_in_the_morning_and_has_their_half_hour_then() {
    let salon = salon().await;
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let quiet = json!({ "quiet_hours": { "from": "22:00", "to": "07:00" } });
    salon
        .send(request(Method::PATCH, &path).token(&salon.owner).json(&quiet))
        .await
        .expect(200);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    // Half past eleven in the evening in Warsaw.
    salon.travel("2027-03-08T22:30:00Z").await;
    cancel(&salon, &booking).await;
    assert!(kinds(&salon, "ewa").await.is_empty());
    assert_eq!(on_the_day(&salon).await, ["held"]);
    assert_eq!(line(&salon, "open").await[0]["offer"]["until"], "2027-03-09T06:30:00Z");
    salon.travel("2027-03-09T06:01:00Z").await;
    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer"]);
    let offer = offered_token(&salon, "ewa").await;
    assert_eq!(accept(&salon, &offer, "").await.expect(200)["status"], "confirmed");
}

#[tokio::test]
async fn an_account_waits_is_offered_and_takes_it_by_its_own_right_alone() {
    let salon = salon().await;
    let booking = full(&salon).await;
    let anna = salon.token(json!({ "role": "customer", "email": "anna@example.pl", "phone": "+48601234568" }));
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.pl" }));
    let wish = json!({ "shop_id": salon.shop, "service_id": salon.service, "staff_id": salon.staff, "from": DAY,
        "to": DAY, "window": { "from": "09:00", "to": "12:00" } });
    let joined = salon.post("/waitlist", &anna, wish).await.expect(201);
    let id = joined["id"].as_str().expect("an id").to_owned();
    assert_eq!(joined["window"], json!({ "from": "09:00", "to": "12:00" }));
    cancel(&salon, &booking).await;
    salon.system.settle().await.expect("at rest");
    let own = salon.get("/waitlist", &anna).await.expect(200);
    assert_eq!((&own[0]["id"], &own[0]["status"]), (&json!(id), &json!("offered")));
    assert_eq!(own[0]["customer"], Value::Null);
    assert_eq!(salon.get("/waitlist", &eve).await.expect(200), json!([]));
    let offer = own[0]["offer"]["booking_id"].as_str().expect("an id").to_owned();
    for stranger in ["", &eve] {
        accept(&salon, &offer, stranger).await.refused(404, "not_found");
        delete(&salon, &format!("/waitlist/{id}"), stranger)
            .await
            .refused(404, "not_found");
    }
    let forged = format!("{id}.{}", "0".repeat(32));
    delete(&salon, &format!("/waitlist/{forged}"), "")
        .await
        .refused(404, "not_found");
    let forged = format!("{offer}.{}", "0".repeat(32));
    accept(&salon, &forged, "").await.refused(404, "not_found");
    let list = format!("/waitlist?shop_id={}", salon.shop);
    salon.get(&list, &anna).await.refused(404, "not_found");
    salon.get(&list, "").await.refused(401, "unauthenticated");
    assert_eq!(accept(&salon, &offer, &anna).await.expect(200)["status"], "confirmed");
    let own = salon.get("/waitlist", &anna).await.expect(200);
    assert_eq!(own[0]["status"], "accepted");
    let left = delete(&salon, &format!("/waitlist/{id}"), &anna).await.expect(200);
    assert_eq!(left["status"], "accepted", "what was taken stays a booking");
    assert_eq!(on_the_day(&salon).await, ["confirmed"]);
}

#[tokio::test]
async fn what_cannot_be_waited_for_is_said() {
    let salon = salon().await;
    let ask = async |change: fn(&mut Value)| {
        let mut wish = wait_for(&salon, "ewa");
        change(&mut wish);
        salon.post("/waitlist", "", wish).await
    };
    ask(|w| w["to"] = json!("2027-03-09"))
        .await
        .wrong_field("to", "ends_before_start");
    ask(|w| w["to"] = json!("2027-04-10"))
        .await
        .wrong_field("to", "too_many_days");
    ask(|w| {
        w["from"] = json!("2027-03-01");
        w["to"] = json!("2027-03-07");
    })
    .await
    .wrong_field("to", "in_the_past");
    ask(|w| {
        w["from"] = json!("2028-05-01");
        w["to"] = json!("2028-05-02");
    })
    .await
    .wrong_field("to", "beyond_horizon");
    ask(|w| w["window"] = json!({ "from": "12:00", "to": "09:00" }))
        .await
        .wrong_field("window.to", "ends_before_start");
    ask(|w| w["window"] = json!({ "from": "9", "to": "12:00" }))
        .await
        .wrong_field("window.from", "invalid_wall_time");
    ask(|w| w["persons"] = json!(0))
        .await
        .wrong_field("persons", "out_of_range");
    ask(|w| w["persons"] = json!(2)).await.refused(422, "over_capacity");
    ask(|w| w["customer"]["phone"] = Value::Null)
        .await
        .wrong_field("customer.phone", "required");
    ask(|w| w["customer"] = Value::Null)
        .await
        .wrong_field("customer", "customer_required");
    let other = Salon::open().await;
    for (field, id, code) in [
        ("service_id", &other.service, "unknown_service"),
        ("staff_id", &other.staff, "unknown_staff"),
    ] {
        let mut wish = wait_for(&salon, "ewa");
        wish[field] = json!(id);
        salon.post("/waitlist", "", wish).await.wrong_field(field, code);
    }
    let mut wish = wait_for(&salon, "ewa");
    wish["shop_id"] = json!(other.shop);
    let answer = salon.post("/waitlist", "", wish).await;
    assert_eq!(answer.status, 422, "{}", answer.text);

    for _ in 0..5 {
        join(&salon, "ewa").await;
    }
    ask(|_| {}).await.refused(409, "waits_enough");
    salon
        .send(
            request(Method::POST, "/waitlist")
                .header("idempotency-key", "k1")
                .json(&wait_for(&salon, "ola")),
        )
        .await
        .expect(201);
    let again = salon
        .send(
            request(Method::POST, "/waitlist")
                .header("idempotency-key", "k1")
                .json(&wait_for(&salon, "ola")),
        )
        .await
        .expect(201);
    assert!(again["token"].as_str().is_some());
    let open = line(&salon, "open").await;
    assert_eq!(
        open.iter().filter(|entry| entry["customer"]["name"] == "ola").count(),
        1
    );
    let first = salon
        .get(&format!("/waitlist?shop_id={}&limit=4", salon.shop), &salon.owner)
        .await;
    let cursor = first.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let rest = salon
        .get(
            &format!("/waitlist?shop_id={}&limit=4&cursor={cursor}", salon.shop),
            &salon.owner,
        )
        .await
        .expect(200);
    assert_eq!(
        (
            first.body["data"].as_array().expect("a list").len(),
            rest.as_array().expect("a list").len()
        ),
        (4, 2)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_all_who_want_an_offered_time_exactly_one_gets_it() {
    let salon = Arc::new(salon().await);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    cancel(&salon, &booking).await;
    let offer = offered_token(&salon, "ewa").await;
    let tries = (0..24).map(|n| {
        let (salon, offer) = (salon.clone(), offer.clone());
        tokio::spawn(async move {
            match n % 3 {
                0 => accept(&salon, &offer, "").await,
                1 => salon.book(START, &format!("guest{n}")).await,
                _ => {
                    salon
                        .post(&format!("/guest-bookings/{offer}/cancel"), "", json!({}))
                        .await
                }
            }
        })
    });
    let answers = join_all(tries).await;
    let done: Vec<u16> = answers.iter().map(|a| a.as_ref().expect("no panic").status).collect();
    let accepted = done.iter().step_by(3).filter(|status| **status == 200).count();
    let booked = done.iter().skip(1).step_by(3).filter(|status| **status == 201).count();
    assert!(accepted + booked <= 1, "{done:?}");
    let live = on_the_day(&salon).await;
    assert!(live.len() <= 1, "{live:?}");
    assert_eq!(live.len(), accepted + booked, "{done:?} {live:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_click_at_the_last_moment_and_the_sweep_agree_on_who_was_first() {
    let salon = Arc::new(salon().await);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    join(&salon, "ola").await;
    cancel(&salon, &booking).await;
    let offer = offered_token(&salon, "ewa").await;
    salon
        .system
        .clock
        .set("2027-03-08T09:31:00Z".parse().expect("an instant"));
    let click = {
        let (salon, offer) = (salon.clone(), offer.clone());
        tokio::spawn(async move { accept(&salon, &offer, "").await })
    };
    let swept = {
        let salon = salon.clone();
        tokio::spawn(async move { salon.system.settle().await })
    };
    let late = click.await.expect("no panic");
    swept.await.expect("no panic").expect("at rest");
    assert_eq!(late.status, 409, "{}", late.text);
    assert_eq!(kinds(&salon, "ola").await, ["waitlist_offer"]);
    assert_eq!(on_the_day(&salon).await, ["held"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_order_many_times_at_once_offers_once() {
    let salon = Arc::new(salon().await);
    let booking = full(&salon).await;
    for guest in ["ewa", "ola", "iga"] {
        join(&salon, guest).await;
    }
    salon.system.settle().await.expect("at rest");
    cancel(&salon, &booking).await;
    let order = json!({ "freed": { "business": salon.business, "shop": salon.shop,
        "span": { "start": START, "end": "2027-03-10T09:00:00Z" } } })
    .to_string();
    let turns = (0..8).map(|_| {
        let (salon, order) = (salon.clone(), order.clone());
        tokio::spawn(async move {
            workers::fill_from_waitlist::consume(&salon.system.app, &order)
                .await
                .is_ok()
        })
    });
    let done = join_all(turns).await;
    assert!(done.into_iter().all(|turn| turn.expect("no panic")));
    salon.system.settle().await.expect("at rest");
    assert_eq!(on_the_day(&salon).await, ["held"]);
    assert_eq!(kinds(&salon, "ewa").await, ["waitlist_offer"]);
    assert!(kinds(&salon, "ola").await.is_empty() && kinds(&salon, "iga").await.is_empty());
    // What names nothing is done with.
    for body in ["", "{}", "[]"] {
        assert!(
            workers::fill_from_waitlist::consume(&salon.system.app, body)
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn a_business_has_its_own_words_for_an_offer() {
    let salon = salon().await;
    let path = format!("/businesses/{}/templates/waitlist_offer/pl/email", salon.business);
    let words = json!({ "subject": "Wolne: {{ service }}", "text": "{{ customer }}, {{ when }}, {% if held_until %}do {{ held_until }}{% endif %} {% if manage_url %}{{ manage_url }}{% endif %}" });
    let answer = salon
        .send(request(Method::PUT, &path).token(&salon.owner).json(&words))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    cancel(&salon, &booking).await;
    let letter = &salon.messages(&address("ewa")).await[0];
    assert_eq!(letter["subject"], "Wolne: Strzyżenie");
    assert!(letter["text"].as_str().expect("words").contains("10:30"), "{letter}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_clicks_on_one_offer_one_takes_it_and_the_others_are_told_so() {
    let salon = Arc::new(salon().await);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    cancel(&salon, &booking).await;
    let offer = offered_token(&salon, "ewa").await;
    let clicks = (0..12).map(|_| {
        let (salon, offer) = (salon.clone(), offer.clone());
        tokio::spawn(async move { accept(&salon, &offer, "").await })
    });
    let answers = join_all(clicks).await;
    let answers: Vec<Answer> = answers.into_iter().map(|a| a.expect("no panic")).collect();
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(taken, 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    for late in answers.into_iter().filter(|answer| answer.status != 200) {
        late.refused(409, "not_allowed_now");
    }
    let confirmed = kinds(&salon, "ewa").await;
    assert_eq!(
        confirmed.iter().filter(|kind| *kind == "booking_confirmed").count(),
        1,
        "{confirmed:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_offer_in_the_making_and_a_booking_of_the_same_start_do_not_both_get_it() {
    let salon = Arc::new(salon().await);
    let booking = full(&salon).await;
    join(&salon, "ewa").await;
    salon.system.settle().await.expect("at rest");
    cancel(&salon, &booking).await;
    let order = json!({ "freed": { "business": salon.business, "shop": salon.shop,
        "span": { "start": START, "end": "2027-03-10T09:00:00Z" } } })
    .to_string();
    let tries = (0..16).map(|n| {
        let (salon, order) = (salon.clone(), order.clone());
        tokio::spawn(async move {
            if n % 2 == 0 {
                // Somebody who was faster is no reason for it to come again; a crowd at the table may be one.
                drop(workers::fill_from_waitlist::consume(&salon.system.app, &order).await);
                false
            } else {
                salon.book(START, &format!("guest{n}")).await.status == 201
            }
        })
    });
    let booked = join_all(tries)
        .await
        .into_iter()
        .filter(|t| *t.as_ref().expect("no panic"))
        .count();
    salon.system.settle().await.expect("at rest");
    let live = on_the_day(&salon).await;
    assert_eq!(live.len(), 1, "{live:?}");
    assert_eq!(live[0] == "confirmed", booked == 1, "{live:?}, {booked} booked");
    let offered = kinds(&salon, "ewa").await;
    assert_eq!(offered.is_empty(), booked == 1, "{offered:?}, {booked} booked");
}
