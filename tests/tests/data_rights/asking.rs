//! Who may ask, and what stands in the way.

use http::Method;
use serde_json::{Value, json};
use store::MemberRole;
use testkit::{Answer, Salon, account_of, request};

use crate::dump::{count, items};
use crate::erasing::erase;
use crate::people::{self, EMAIL, Person, ask, customer_of};

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["error"]["code"].as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_to_come_stand_in_the_way_and_the_choice_is_offered() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    for body in [json!({}), json!({ "open_bookings": "refuse" })] {
        let refused = ask(&salon, Method::POST, "/me/erase", &person.token, body).await;
        assert_eq!(code(&refused), (409, "open_bookings"));
        let details = refused.body["error"]["details"]["open_bookings"][0]
            .as_str()
            .expect("a sentence");
        assert!(details.contains('1') && details.contains("cancel"), "{details}");
    }
    let wrong = erase(&salon, &person.token, "keep").await;
    assert_eq!(code(&wrong), (422, "invalid_input"));
    assert!(wrong.body["error"]["details"]["open_bookings"].is_array());
    // The day before, the visit cannot be called off any more, so the wish is not taken.
    salon.travel("2027-03-15T20:00:00Z").await;
    let token = people::sign_in(&salon).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let late = erase(&salon, &token, "cancel").await;
    assert_eq!(code(&late), (409, "open_bookings"));
    // And once it is over nothing stands in the way.
    salon.travel("2027-03-16T12:00:00Z").await;
    let token = people::sign_in(&salon).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    erase(&salon, &token, "refuse").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_merely_finds_somebody_signed_in_cannot_erase_them() {
    let salon = Salon::open().await;
    let tokens = salon.register(EMAIL, people::PASSWORD).await;
    salon.travel("2027-03-08T09:20:00Z").await;
    let refreshed = salon
        .refresh(tokens["refresh_token"].as_str().expect("a token"))
        .await
        .expect(200);
    let old = refreshed["access_token"].as_str().expect("a token");
    assert_eq!(code(&erase(&salon, old, "refuse").await), (403, "sign_in_again"));
    let fresh = salon.login(EMAIL, people::PASSWORD).await.expect(200);
    erase(&salon, fresh["access_token"].as_str().expect("a token"), "refuse")
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_is_not_left_without_an_owner() {
    let salon = Salon::open().await;
    assert_eq!(code(&erase(&salon, &salon.owner, "refuse").await), (409, "last_owner"));
    let other = salon.sign_up("second@owner.example").await;
    let path = format!("/businesses/{}/members", salon.business);
    let invite = json!({ "email": "second@owner.example", "role": "owner" });
    salon.post(&path, &salon.owner, invite).await.expect(201);
    let letter = salon.messages("second@owner.example").await.pop().expect("a letter");
    let text = letter["text"].as_str().expect("a text");
    let secret = text
        .split("token=")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .expect("a link");
    salon
        .post(&format!("/invitations/{secret}/accept"), &other, json!({}))
        .await
        .expect(200);
    erase(&salon, &salon.owner, "refuse").await.expect(201);
    salon.system.settle().await.expect("at rest");
    let left = salon
        .system
        .app
        .memberships(account_of(&salon.owner))
        .await
        .expect("read");
    assert!(left.is_empty());
    let members = salon.system.app.memberships(account_of(&other)).await.expect("read");
    assert_eq!(members.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_is_the_same_request() {
    let salon = Salon::open().await;
    let customer = salon.token(json!({ "role": "customer", "email": "anna@guests.example", "name": "anna" }));
    let send = async |path: &str| {
        let asked = request(Method::POST, path)
            .token(&customer)
            .header("idempotency-key", "one");
        salon.send(asked.json(&json!({}))).await
    };
    let first = send("/me/export").await.expect(201);
    assert_eq!(send("/me/export").await.expect(201)["id"], first["id"]);
    let erased = send("/me/erase").await.expect(201);
    assert_eq!(send("/me/erase").await.expect(201)["id"], erased["id"]);
    let other = erase(&salon, &customer, "refuse").await;
    assert_eq!(code(&other), (409, "erasure_under_way"));
    assert_eq!(count(&items(&salon.system).await, "data_request"), 2);
    // A machine is not kept busy.
    let eager = salon.token(json!({ "role": "customer", "email": "eager@guests.example" }));
    for _ in 0..5 {
        salon.post("/me/export", &eager, json!({})).await.expect(201);
    }
    assert_eq!(salon.post("/me/export", &eager, json!({})).await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_ask_about_customers_and_only_about_their_own() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let customer = customer_of(&salon, booked["id"].as_str().expect("an id")).await;
    let manager = salon.sign_up("manager@salon.example").await;
    salon.place(&manager, MemberRole::Manager, |_| {}).await;
    let stranger = salon.token(json!({ "role": "owner", "email": "else@owner.example" }));
    let body = json!({ "name": "Else", "country": "PL", "currency": "PLN", "locale": "pl" });
    let business = salon.post("/businesses", &stranger, body).await.expect(201);
    let stranger =
        salon.token(json!({ "role": "owner", "email": "else@owner.example", "business_id": business["id"] }));
    for verb in ["export", "erase"] {
        let path = format!("/customers/{customer}/{verb}");
        let refused = salon.post(&path, &manager, json!({})).await;
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(salon.post(&path, &stranger, json!({})).await.status, 404);
        assert_eq!(salon.post(&path, "", json!({})).await.status, 401);
        let nobody = format!("{}{}", &customer[..customer.len() - 4], "0000");
        assert_eq!(
            salon
                .post(&format!("/customers/{nobody}/{verb}"), &salon.owner, json!({}))
                .await
                .status,
            404
        );
    }
    // Nobody follows the request of somebody else.
    let mine = salon.token(json!({ "role": "customer", "email": "anna@guests.example" }));
    let asked = salon.post("/me/export", &mine, json!({})).await.expect(201);
    let other = salon.token(json!({ "role": "customer", "email": "ewa@guests.example" }));
    let path = format!("/me/data-requests/{}", asked["id"].as_str().expect("an id"));
    assert_eq!(salon.get(&path, &other).await.status, 404);
    assert_eq!(
        ask(&salon, Method::POST, &format!("{path}/download"), &other, Value::Null)
            .await
            .status,
        404
    );
    salon.get(&path, &mine).await.expect(200);
}
