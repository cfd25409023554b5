//! From booking to the closed books: book, complete, sell with tip and discount, give a part back, close the month.

use http::Method;
use serde_json::{Value, json};
use testkit::{Salon, request};

fn pln(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "PLN" })
}

#[tokio::test]
async fn a_visit_is_booked_served_paid_partly_given_back_and_closed() {
    let mut salon = Salon::open().await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let booking = booked["id"].as_str().expect("an id").to_owned();
    salon.travel("2027-03-10T11:05:00Z").await;
    let owner = json!({ "role": "owner", "email": "owner@salon.example" });
    salon.owner = salon.token(owner.clone());
    let complete = request(Method::POST, &format!("/bookings/{booking}/complete")).token(&salon.owner);
    salon.send(complete).await.expect(200);

    let charge = json!({ "kind": "charge", "amount": pln(12_000), "service_id": salon.service });
    let tip = json!({ "kind": "tip", "amount": pln(1_500), "method": "cash" });
    let discount = json!({ "kind": "discount", "amount": pln(1_200) });
    let body = json!({ "booking_id": booking, "method": "card_terminal", "lines": [charge, tip, discount] });
    let sales = format!("/shops/{}/sales", salon.shop);
    let sale = salon.post(&sales, &salon.owner, body).await.expect(201);
    let back = json!({
        "of": sale["entries"][0]["id"], "amount": pln(2_000), "method": "cash", "reason": "Farba się zmyła"
    });
    let refunds = format!("/shops/{}/refunds", salon.shop);
    let back = salon.post(&refunds, &salon.owner, back).await.expect(201);
    assert_eq!(back["tab"]["revenue"], pln(8_800));
    assert_eq!(back["tab"]["balance"], pln(10_300));
    salon.system.settle().await.expect("at rest");

    salon.travel("2027-04-02T08:00:00Z").await;
    salon.owner = salon.token(owner);
    let months = format!("/businesses/{}/ledger/months", salon.business);
    let closed = salon
        .post(&format!("{months}/2027-03/close"), &salon.owner, json!({}))
        .await
        .expect(200);
    // 88.00 at 23 %: 71.54 net and 16.46 tax.
    assert_eq!(
        closed["by_vat_rate"],
        json!([{ "vat_rate": "23", "net": pln(7_154), "vat": pln(1_646), "gross": pln(8_800) }])
    );
    assert_eq!(
        closed["by_method"],
        json!([{ "method": "cash", "amount": pln(-500) }, { "method": "card_terminal", "amount": pln(10_800) }])
    );
    let late = json!({ "method": "cash", "day": "2027-03-10", "lines": [{ "kind": "tip", "amount": pln(1) }] });
    salon
        .post(&sales, &salon.owner, late)
        .await
        .refused(409, "month_closed");
    let trail = salon
        .get(&format!("/businesses/{}/audit", salon.business), &salon.owner)
        .await
        .expect(200);
    let kinds: Vec<_> = trail
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|e| e["type"].as_str())
        .collect();
    assert!(kinds.contains(&"MonthClosed"), "{kinds:?}");
}
