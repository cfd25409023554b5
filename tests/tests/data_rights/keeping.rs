//! How long things are kept that nobody asks about.

use http::Method;
use serde_json::{Value, json};
use testkit::{Salon, request};

use crate::dump::{count, items, traces};

async fn keep_guests(salon: &Salon, months: Value) -> Value {
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let change = request(Method::PATCH, &path).token(&salon.owner);
    let changed = salon
        .send(change.json(&json!({ "guest_contact_months": months })))
        .await;
    changed.expect(200)["guest_contact_months"].clone()
}

async fn customer(salon: &Salon, booking: &Value) -> Value {
    let path = format!("/bookings/{}", booking["id"].as_str().expect("an id"));
    salon.get(&path, &salon.owner).await.expect(200)["customer"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_of_long_ago_are_forgotten_where_a_business_says_so() {
    let salon = Salon::open().await;
    let account = salon.token(json!({ "role": "customer", "email": "regular@guests.example", "name": "Regular" }));
    let old = salon.book("2027-03-10T08:00:00Z", "oldguest").await.expect(201);
    let wish = json!({ "shop_id": salon.shop, "service_id": salon.service, "start": "2027-03-10T10:00:00Z" });
    let own = salon.post("/bookings", &account, wish).await.expect(201);
    let came_again = salon.book("2027-03-10T12:00:00Z", "faithful").await.expect(201);
    salon.travel("2027-04-20T09:00:00Z").await;
    let recent = salon.book("2027-04-21T08:00:00Z", "newguest").await.expect(201);
    let again = salon.book("2027-04-21T10:00:00Z", "faithful").await.expect(201);
    salon.travel("2027-05-01T09:00:00Z").await;
    assert_eq!(customer(&salon, &old).await["name"], "oldguest", "nobody said so yet");

    for wrong in [json!(0), json!(121)] {
        let path = format!("/businesses/{}/notice-settings", salon.business);
        let change = request(Method::PATCH, &path).token(&salon.owner);
        let answer = salon.send(change.json(&json!({ "guest_contact_months": wrong }))).await;
        answer.wrong_field("guest_contact_months", "out_of_range");
    }
    assert_eq!(keep_guests(&salon, json!(1)).await, 1);
    let bookings = count(&items(&salon.system).await, "booking");
    salon.travel("2027-05-02T09:00:00Z").await;
    assert_eq!(customer(&salon, &old).await, Value::Null);
    assert_eq!(customer(&salon, &came_again).await, Value::Null);
    assert!(
        traces(&salon.system, &["oldguest".to_owned()]).await.is_empty(),
        "the card is gone too"
    );
    assert_eq!(
        customer(&salon, &own).await["name"],
        "Regular",
        "who has an account decides for themselves"
    );
    assert_eq!(customer(&salon, &recent).await["name"], "newguest");
    assert_eq!(customer(&salon, &again).await["name"], "faithful");
    assert_eq!(count(&items(&salon.system).await, "booking"), bookings);
    // The card of whoever came since stays.
    assert!(
        !traces(&salon.system, &["faithful@guests.example".to_owned()])
            .await
            .is_empty()
    );

    salon.travel("2027-06-02T09:00:00Z").await;
    assert_eq!(customer(&salon, &recent).await, Value::Null, "their time comes too");
    assert!(traces(&salon.system, &["faithful".to_owned()]).await.is_empty());
    assert_eq!(keep_guests(&salon, Value::Null).await, Value::Null);
}
