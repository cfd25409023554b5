//! What people are told in the application, and what letters they choose to get.

use http::Method;
use serde_json::{Value, json};
use store::MemberRole;
use testkit::{Answer, Salon, request};

async fn list(salon: &Salon, token: &str, query: &str, language: &str) -> Answer {
    let asked = request(Method::GET, &format!("/me/notices{query}"));
    salon.send(asked.token(token).header("accept-language", language)).await
}

/// Runs what waits; then the kinds in somebody's list, newest first, and how many are unread.
async fn told(salon: &Salon, token: &str) -> (Vec<String>, u64) {
    salon.system.settle().await.expect("the system comes to rest");
    let data = list(salon, token, "?limit=100", "en").await.expect(200);
    let kinds = data["notices"].as_array().expect("a list").iter();
    let kinds = kinds.map(|n| n["kind"].as_str().expect("a kind").to_owned()).collect();
    (kinds, data["unread"].as_u64().expect("a count"))
}

fn first(data: &Value) -> &Value {
    &data["notices"][0]
}

async fn stylist(salon: &Salon) -> String {
    let token = salon.sign_up("anna@salon.example").await;
    salon
        .place(&token, MemberRole::Staff, |place| {
            place.staff = salon.staff.parse().ok()
        })
        .await;
    token
}

#[tokio::test]
async fn those_who_serve_and_run_find_a_new_booking_in_their_own_language_with_its_zone() {
    let salon = Salon::open().await;
    let stylist = stylist(&salon).await;
    let booked = salon.book("2027-03-10T10:00:00Z", "ewa").await.expect(201);
    for token in [&stylist, &salon.owner] {
        assert_eq!(told(&salon, token).await, (vec!["new_booking".to_owned()], 1));
        for (language, word) in [
            ("pl", "Nowa wizyta: ewa"),
            ("en", "New booking: ewa"),
            ("ar", "حجز جديد"),
        ] {
            let data = list(&salon, token, "", language).await.expect(200);
            let text = first(&data)["text"].as_str().expect("a text");
            assert!(text.contains(word), "{text}");
            assert!(
                text.contains("11:00") && text.contains("Europe/Warsaw, UTC+1"),
                "{text}"
            );
        }
        let data = list(&salon, token, "", "en").await.expect(200);
        assert_eq!(first(&data)["booking_id"], booked["id"]);
        assert_eq!(first(&data)["read_at"], Value::Null);
        assert!(
            !data.to_string().contains("guests.example") && !data.to_string().contains("+48"),
            "{data}"
        );
    }
}

#[tokio::test]
async fn what_was_read_is_counted_no_more_and_nobody_reads_for_another() {
    let salon = Salon::open().await;
    let stylist = stylist(&salon).await;
    for hour in [9, 11, 13] {
        salon
            .book(&format!("2027-03-10T{hour:02}:00:00Z"), &format!("guest{hour}"))
            .await
            .expect(201);
    }
    assert_eq!(told(&salon, &stylist).await.1, 3);
    let data = list(&salon, &stylist, "", "en").await.expect(200);
    let path = format!("/me/notices/{}/read", first(&data)["id"].as_str().expect("an id"));
    salon
        .post(&path, &salon.owner, json!({}))
        .await
        .refused(404, "not_found");
    assert_eq!(told(&salon, &stylist).await.1, 3);
    let read = salon.post(&path, &stylist, json!({})).await.expect(200);
    assert!(
        read["read_at"]
            .as_str()
            .is_some_and(|at| at.starts_with("2027-03-08T09:00")),
        "{read}"
    );
    let again = salon.post(&path, &stylist, json!({})).await.expect(200);
    assert_eq!(again["read_at"], read["read_at"], "read once");
    assert_eq!(told(&salon, &stylist).await.1, 2);
    let unread = list(&salon, &stylist, "?unread=true", "en").await.expect(200);
    assert_eq!(unread["notices"].as_array().expect("a list").len(), 2);
    let all = salon
        .post("/me/notices/read-all", &stylist, json!({}))
        .await
        .expect(200);
    assert_eq!(all["marked"], 2);
    assert_eq!(told(&salon, &stylist).await, (vec!["new_booking".to_owned(); 3], 0));
    let none = salon
        .post("/me/notices/read-all", &stylist, json!({}))
        .await
        .expect(200);
    assert_eq!(none["marked"], 0);
    assert_eq!(told(&salon, &salon.owner).await.1, 3, "the owner's list is the owner's");
}

#[tokio::test]
async fn a_list_comes_in_pages_and_ends() {
    let salon = Salon::open().await;
    for day in 10..15 {
        salon
            .book(&format!("2027-03-{day}T10:00:00Z"), &format!("guest{day}"))
            .await
            .expect(201);
    }
    told(&salon, &salon.owner).await;
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = list(&salon, &salon.owner, &query, "en").await;
        let cursor = page.body["meta"]["pagination"]["next_cursor"].clone();
        let data = page.expect(200);
        assert_eq!(data["unread"], 5);
        seen.extend(
            data["notices"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|n| n["id"].to_string()),
        );
        match cursor.as_str() {
            Some(cursor) => query = format!("?limit=2&cursor={cursor}"),
            None => break,
        }
        assert!(seen.len() <= 5);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    list(&salon, &salon.owner, "?cursor=rubbish", "en")
        .await
        .wrong_field("cursor", "invalid_cursor");
}

#[tokio::test]
async fn what_is_older_than_the_business_keeps_is_gone() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let change = request(Method::PATCH, &path).token(&salon.owner);
    salon
        .send(change.json(&json!({ "retention_days": 2 })))
        .await
        .expect(200);
    salon.book("2027-03-20T10:00:00Z", "ewa").await.expect(201);
    let (kinds, unread) = told(&salon, &salon.owner).await;
    assert_eq!((kinds.len(), unread), (1, 1));
    salon.travel("2027-03-10T09:30:00Z").await;
    assert_eq!(told(&salon, &salon.owner).await, (Vec::new(), 0));
}

#[tokio::test]
async fn a_customer_with_an_account_finds_what_became_of_the_booking() {
    let salon = Salon::open().await;
    let ewa = salon.sign_up("ewa@example.com").await;
    let wish = json!({
        "shop_id": salon.shop, "service_id": salon.service, "start": "2027-03-20T10:00:00Z",
        "customer": { "name": "Ewa", "phone": "+48601234567" }
    });
    let booked = salon.post("/bookings", &ewa, wish).await.expect(201);
    let path = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    let to = json!({ "start": "2027-03-21T10:00:00Z" });
    salon
        .post(&format!("{path}/reschedule"), &salon.owner, to)
        .await
        .expect(200);
    salon
        .post(&format!("{path}/cancel"), &salon.owner, json!({}))
        .await
        .expect(200);
    let (kinds, unread) = told(&salon, &ewa).await;
    assert_eq!(kinds, ["booking_cancelled", "booking_changed", "booking_confirmed"]);
    assert_eq!(unread, 3);
    let (kinds, _) = told(&salon, &salon.owner).await;
    assert_eq!(kinds, ["new_booking"], "nobody is told what they did themselves");
}

#[tokio::test]
async fn everybody_of_a_business_chooses_their_own_letters() {
    let salon = Salon::open().await;
    let stylist = stylist(&salon).await;
    let path = format!("/businesses/{}/letter-choices", salon.business);
    let all = json!({ "new_bookings": true, "cancellations": true, "digest": true, "day_plan": true });
    assert_eq!(salon.get(&path, &stylist).await.expect(200), all);
    let patch = |body: Value| salon.send(request(Method::PATCH, &path).token(&stylist).json(&body));
    let changed = patch(json!({ "new_bookings": false })).await.expect(200);
    assert_eq!(changed["new_bookings"], false);
    assert_eq!(changed["day_plan"], true);
    assert_eq!(salon.get(&path, &stylist).await.expect(200), changed);
    assert_eq!(salon.get(&path, &salon.owner).await.expect(200), all, "only one's own");
    patch(json!({ "digest": null })).await.wrong_field("digest", "required");
    patch(json!({ "digest": "yes" }))
        .await
        .wrong_field("digest", "wrong_type");
    let stranger = salon.sign_up("eve@example.com").await;
    salon.get(&path, &stranger).await.refused(404, "not_found");
    // Whoever gives the place another shape leaves the choices alone.
    let member = format!(
        "/businesses/{}/members/{}",
        salon.business,
        testkit::account_of(&stylist)
    );
    let given = request(Method::PATCH, &member)
        .token(&salon.owner)
        .json(&json!({ "role": "manager" }));
    salon.send(given).await.expect(200);
    assert_eq!(salon.get(&path, &stylist).await.expect(200)["new_bookings"], false);
}
