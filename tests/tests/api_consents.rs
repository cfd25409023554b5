//! What people agreed to get: said, taken back, and written down each time.

use application::consents::allows;
use booking_rules::notices::{Channel, Purpose};
use http::Method;
use serde_json::{Value, json};
use store::Contact;
use testkit::{Answer, Salon, request};

const PATH: &str = "/me/consents";

async fn say(salon: &Salon, token: &str, words: Value) -> Answer {
    let body = json!({ "consents": words });
    salon.send(request(Method::PUT, PATH).token(token).json(&body)).await
}

fn word(purpose: &str, channel: &str, given: bool) -> Value {
    json!({ "purpose": purpose, "channel": channel, "given": given, "text_version": "v1" })
}

async fn contact(salon: &Salon, booked: &Value) -> Contact {
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let contacts = salon.system.app.store.contacts(&[id]).await.expect("read");
    contacts.into_iter().next().expect("a contact")
}

async fn allowed(salon: &Salon, contact: &Contact, channel: Channel, purpose: Purpose) -> bool {
    let business = salon.business.parse().expect("an id");
    allows(&salon.system.app, business, contact, channel, purpose)
        .await
        .expect("read")
}

#[tokio::test]
async fn every_word_stays_and_the_last_one_counts() {
    let salon = Salon::open().await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let nothing = json!({ "consents": [], "history": [] });
    assert_eq!(salon.get(PATH, &eve).await.expect(200), nothing);
    let mut yes = word("reviews", "email", true);
    yes["business_id"] = json!(salon.business);
    yes["language"] = json!("pl");
    let said = say(&salon, &eve, json!([yes, word("offers", "sms", true)]))
        .await
        .expect(200);
    assert_eq!(said["consents"].as_array().map(Vec::len), Some(2));
    // Said again, it is not news; taken back, it is.
    assert_eq!(say(&salon, &eve, json!([yes])).await.expect(200), said);
    let mut no = yes.clone();
    no["given"] = json!(false);
    salon.travel("2027-03-08T10:00:00Z").await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let said = say(&salon, &eve, json!([no])).await.expect(200);
    let history = said["history"].as_array().expect("a history");
    assert_eq!(history.len(), 3);
    assert_eq!(
        history[0],
        json!({
            "business_id": salon.business, "purpose": "reviews", "channel": "email", "given": false,
            "text_version": "v1", "language": "pl", "at": "2027-03-08T10:00:00Z", "by": "self"
        })
    );
    let standing = said["consents"].as_array().expect("consents");
    let reviews = standing.iter().find(|c| c["purpose"] == "reviews").expect("it stands");
    assert_eq!(reviews["given"], false);
    salon.system.settle().await.expect("rest");
    let told = salon.system.bus.events();
    let words: Vec<_> = told.iter().filter(|event| event.kind == "ConsentsUpdated").collect();
    assert_eq!(words.len(), 2, "a word that is no news is no event");
    assert!(!words[0].detail.contains("eve@"));
}

#[tokio::test]
async fn what_cannot_be_agreed_to_is_refused() {
    let salon = Salon::open().await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let with = |name: &str, value: Value| {
        let mut one = word("reviews", "email", true);
        one[name] = value;
        json!([one])
    };
    for (words, path, code) in [
        (
            with("purpose", json!("reminders")),
            "consents[0].purpose",
            "invalid_choice",
        ),
        (with("channel", json!("fax")), "consents[0].channel", "invalid_choice"),
        (with("given", Value::Null), "consents[0].given", "required"),
        (
            with("text_version", json!("two words")),
            "consents[0].text_version",
            "invalid_text_version",
        ),
        (with("language", json!("xx")), "consents[0].language", "unknown_locale"),
        (
            with("business_id", json!("biz_0000000000000000")),
            "consents[0].business_id",
            "unknown_business",
        ),
        (
            json!([word("reviews", "email", true), word("reviews", "email", false)]),
            "consents[1]",
            "said_twice",
        ),
        (
            json!(vec![word("reviews", "email", true); 25]),
            "consents",
            "too_many_items",
        ),
    ] {
        say(&salon, &eve, words).await.wrong_field(path, code);
    }
    salon.get(PATH, "").await.refused(401, "unauthenticated");
    let nothing = salon.get(PATH, &eve).await.expect(200);
    assert_eq!(nothing["history"], json!([]), "a refusal writes nothing");
}

#[tokio::test]
async fn a_guests_yes_is_for_one_business_and_the_channels_ticked() {
    let salon = Salon::open().await;
    let mut wish = salon.wish("2027-03-11T10:00:00Z", "anna");
    wish["customer"]["consents"] =
        json!([{ "purpose": "reviews", "channels": ["email", "whatsapp"], "text_version": "reviews-1" }]);
    let booked = salon.post("/bookings", "", wish.clone()).await.expect(201);
    let anna = contact(&salon, &booked).await;
    assert!(allowed(&salon, &anna, Channel::Email, Purpose::Reviews).await);
    assert!(allowed(&salon, &anna, Channel::Whatsapp, Purpose::Reviews).await);
    assert!(!allowed(&salon, &anna, Channel::Sms, Purpose::Reviews).await);
    assert!(!allowed(&salon, &anna, Channel::Email, Purpose::Offers).await);
    assert!(
        allowed(&salon, &anna, Channel::Email, Purpose::Reminders).await,
        "until refused"
    );
    let elsewhere = booking_rules::ids::BusinessId::from_uuid(uuid::Uuid::from_u128(77 << 90));
    let other = allows(&salon.system.app, elsewhere, &anna, Channel::Email, Purpose::Reviews).await;
    assert!(!other.expect("read"), "another business was not agreed to");
    // Booked again with the same box, nothing more is written down.
    wish["start"] = json!("2027-03-12T10:00:00Z");
    salon.post("/bookings", "", wish).await.expect(201);
    salon.system.settle().await.expect("rest");
    let told = salon.system.bus.events();
    let recorded: Vec<_> = told.iter().filter(|event| event.kind == "ConsentsRecorded").collect();
    assert_eq!(recorded.len(), 1);
    assert!(!recorded[0].detail.contains("anna"));
}

#[tokio::test]
async fn a_box_that_makes_no_sense_is_refused_with_the_booking() {
    let salon = Salon::open().await;
    let ticked = |consents: Value| {
        let mut wish = salon.wish("2027-03-11T10:00:00Z", "anna");
        wish["customer"]["consents"] = consents;
        wish
    };
    let one = json!({ "purpose": "reviews", "channels": ["email"], "text_version": "v1" });
    let without = json!({ "purpose": "reviews", "channels": [], "text_version": "v1" });
    let reminders = json!({ "purpose": "reminders", "channels": ["email"], "text_version": "v1" });
    for (consents, path, code) in [
        (json!([without]), "customer.consents[0].channels", "required"),
        (json!([reminders]), "customer.consents[0].purpose", "invalid_choice"),
        (json!([one, one]), "customer.consents[1].purpose", "said_twice"),
        (json!([one, one, one]), "customer.consents", "too_many_items"),
    ] {
        salon
            .post("/bookings", "", ticked(consents))
            .await
            .wrong_field(path, code);
    }
}

#[tokio::test]
async fn a_guests_word_counts_for_the_account_until_it_says_otherwise() {
    let salon = Salon::open().await;
    let mut wish = salon.wish("2027-03-11T10:00:00Z", "anna");
    wish["customer"]["consents"] = json!([{ "purpose": "offers", "channels": ["email"], "text_version": "offers-1" }]);
    let booked = salon.post("/bookings", "", wish).await.expect(201);
    let anna = salon.sign_up("anna@guests.example").await;
    let listed = salon.get(PATH, &anna).await.expect(200);
    assert_eq!(listed["consents"][0]["by"], "guest");
    assert_eq!(listed["history"].as_array().map(Vec::len), Some(1));
    let of_account = Contact {
        account: Some(testkit::account_of(&anna)),
        ..contact(&salon, &booked).await
    };
    assert!(allowed(&salon, &of_account, Channel::Email, Purpose::Offers).await);
    // A no to every business is a no to this one.
    let said = say(&salon, &anna, json!([word("offers", "email", false)]))
        .await
        .expect(200);
    assert_eq!(said["history"].as_array().map(Vec::len), Some(2));
    assert!(!allowed(&salon, &of_account, Channel::Email, Purpose::Offers).await);
    // Somebody else's account sees nothing of it.
    let eve = salon.sign_up("eve@guests.example").await;
    assert_eq!(salon.get(PATH, &eve).await.expect(200)["history"], json!([]));
}

#[tokio::test]
async fn words_said_at_once_are_all_kept() {
    let salon = Salon::open().await;
    let eve = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    let yes = say(&salon, &eve, json!([word("offers", "email", true)]));
    let no = say(&salon, &eve, json!([word("offers", "email", false)]));
    let other = say(&salon, &eve, json!([word("reviews", "sms", true)]));
    let (yes, no, other) = tokio::join!(yes, no, other);
    for answer in [yes, no, other] {
        answer.expect(200);
    }
    let listed = salon.get(PATH, &eve).await.expect(200);
    assert_eq!(listed["consents"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed["history"].as_array().map(Vec::len), Some(3));
    let offers = |list: &Value| {
        let list = list.as_array().expect("a list").clone();
        list.into_iter().find(|c| c["purpose"] == "offers").expect("offers")["given"].clone()
    };
    assert!(offers(&listed["consents"]).is_boolean());
}
