//! Erasing: no trace of the person is left, and everything that is not theirs stays.

use application::data_requests::{PersonOrder, work};
use booking_rules::booking::Status;
use booking_rules::ids::BookingId;
use http::Method;
use serde_json::{Value, json};
use store::{DataRequest, Erased, Versioned};
use testkit::{Answer, Salon};

use crate::dump::{count, files, items, line, traces};
use crate::people::{self, EMAIL, PHONE, Person, ask, customer_of, words};

pub async fn erase(salon: &Salon, token: &str, choice: &str) -> Answer {
    let body = json!({ "open_bookings": choice });
    ask(salon, Method::POST, "/me/erase", token, body).await
}

async fn booking(salon: &Salon, id: &str) -> booking_rules::booking::Booking {
    let id: BookingId = id.parse().expect("an id");
    salon
        .system
        .app
        .store
        .booking(id)
        .await
        .expect("read")
        .expect("kept")
        .record
}

async fn settled(salon: &Salon) {
    salon.system.settle().await.expect("at rest");
}

/// Sums of the books, by the text of their amounts.
fn ledger(items: &[crate::dump::Item]) -> Vec<String> {
    let of = |item: &&crate::dump::Item| {
        item.get("_t")
            .and_then(|t| t.as_s().ok())
            .is_some_and(|t| t == "ledger_entry")
    };
    let mut lines: Vec<String> = items
        .iter()
        .filter(of)
        .map(|item| format!("{:?}", item.get("SK")))
        .collect();
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_whoever_is_erased_but_what_the_law_keeps() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    let words = words();
    let before = items(&salon.system).await;
    let found = traces(&salon.system, &words).await;
    assert!(found.len() > 30, "there is something to find: {}", found.len());

    // An export that is lying about goes too.
    ask(&salon, Method::POST, "/me/export", &person.token, json!({}))
        .await
        .expect(201);
    settled(&salon).await;
    assert!(files(&salon.system).await.len() >= 2);

    let taken = erase(&salon, &person.token, "cancel").await.expect(201);
    assert_eq!(
        (&taken["kind"], &taken["status"]),
        (&json!("erasure"), &json!("working"))
    );
    // At once, whatever is still to be done.
    assert_eq!(salon.get("/me", &person.token).await.status, 401);
    assert_eq!(salon.refresh(&person.refresh).await.status, 401);
    assert_eq!(salon.login(EMAIL, people::PASSWORD).await.status, 401);

    settled(&salon).await;
    let told = salon.messages(EMAIL).await;
    let kinds: Vec<&str> = told.iter().filter_map(|m| m["kind"].as_str()).collect();
    assert!(
        kinds.contains(&"booking_cancelled"),
        "the visit to come was called off: {kinds:?}"
    );
    assert_eq!(kinds.last(), Some(&"data_erased"), "{kinds:?}");

    let left = traces(&salon.system, &words).await;
    assert!(left.is_empty(), "{} traces: {left:#?}", left.len());

    let after = items(&salon.system).await;
    assert_eq!(
        count(&after, "booking"),
        count(&before, "booking"),
        "bookings are counted as before"
    );
    assert_eq!(ledger(&after), ledger(&before), "the books are as they were");
    assert!(count(&after, "event") > count(&before, "event"), "the trail goes on");
    assert_eq!(count(&after, "erased"), 1);
    for id in [&person.past, &person.as_guest, &person.elsewhere.booking] {
        let kept = booking(&salon, id).await;
        assert_eq!((kept.account, &kept.notes), (None, &None));
        if let Some(document) = salon.system.app.store.sale_document(kept.id, 1).await.expect("read") {
            assert_eq!(document.account, None, "what was paid is nobody's any more");
        }
        assert_eq!(kept.status, Status::Confirmed);
        assert_eq!(
            kept.price.minor(),
            if *id == person.elsewhere.booking { 9_000 } else { 12_000 }
        );
    }
    assert_eq!(booking(&salon, &person.future).await.status, Status::Cancelled);

    // Who else was there is untouched.
    let other = salon
        .get(&format!("/bookings/{}", person.other_past), &salon.owner)
        .await
        .expect(200);
    assert_eq!(other["customer"]["name"], "jan");
    assert_eq!(other["customer"]["email"], "jan@guests.example");
    let gone = salon
        .get(&format!("/bookings/{}", person.past), &salon.owner)
        .await
        .expect(200);
    assert_eq!(gone["customer"], Value::Null);

    // The address is free, and whoever has it begins anew.
    let anew = salon.register(EMAIL, people::PASSWORD).await;
    let token = anew["access_token"].as_str().expect("a token");
    assert_ne!(testkit::account_of(token), person.account);
    let list = salon.get("/bookings?when=past", token).await.expect(200);
    assert_eq!(list, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_is_written_down_without_a_word_about_them_and_outside_the_table_too() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    erase(&salon, &person.token, "cancel").await.expect(201);
    settled(&salon).await;
    let list = salon
        .system
        .app
        .store
        .erased_since(chrono::DateTime::UNIX_EPOCH, None, 10)
        .await;
    let (list, _) = list.expect("read");
    let [erased] = list.as_slice() else { panic!("{list:?}") };
    assert_eq!(erased.person, store::Person::Account(person.account));
    assert_eq!(erased.addresses.emails.len(), 1);
    let copies: Vec<_> = files(&salon.system)
        .await
        .into_iter()
        .filter(|(name, _)| name.starts_with("erasures/"))
        .collect();
    let [(name, bytes)] = copies.as_slice() else {
        panic!("{copies:?}")
    };
    assert_eq!(*name, application::erasure::object_key(erased));
    assert_eq!(serde_json::from_slice::<Erased>(bytes).expect("an erasure"), *erased);
    let events = salon.events().await;
    for kind in ["ErasureRequested", "PersonErased"] {
        let event = events.iter().find(|event| event.kind == kind).expect(kind);
        assert_eq!(event.data["account_id"], json!(person.account));
        assert_eq!(event.business_id, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_erases_what_is_its_own_and_nothing_else() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    let customer = customer_of(&salon, &person.past).await;
    let path = format!("/customers/{customer}/erase");
    let refused = salon.post(&path, &salon.owner, json!({})).await;
    assert_eq!(
        (refused.status, refused.body["error"]["code"].as_str()),
        (409, Some("open_bookings"))
    );
    let taken = salon
        .post(&path, &salon.owner, json!({ "open_bookings": "cancel" }))
        .await
        .expect(201);
    settled(&salon).await;
    let path = format!(
        "/customers/{customer}/data-requests/{}",
        taken["id"].as_str().expect("an id")
    );
    let shown = salon.get(&path, &salon.owner).await.expect(200);
    assert_eq!(shown["status"], "done");
    // Three of the account and one as a guest, one of them called off before.
    assert_eq!(shown["bookings"], 4);

    let business = salon.business.trim_start_matches("biz_");
    let here: Vec<String> = items(&salon.system)
        .await
        .iter()
        .map(line)
        .filter(|item| {
            let item = item.to_lowercase();
            item.contains(business)
                && [people::NAME, EMAIL, PHONE, people::NOTES, people::WRITTEN]
                    .iter()
                    .any(|word| item.contains(&word.to_lowercase()))
        })
        // What the account itself keeps is the account's: its own list tells of the visit.
        .filter(|item| !item.contains(&format!("ACC#{}", person.account.key())))
        .collect();
    assert!(here.is_empty(), "{here:#?}");
    // The account and the other business are as they were.
    let token = people::sign_in(&salon).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(salon.get("/me", &token).await.expect(200)["name"], people::NAME);
    let there = salon
        .get(
            &format!("/bookings/{}", person.elsewhere.booking),
            &person.elsewhere.owner,
        )
        .await
        .expect(200);
    assert_eq!(
        (&there["customer"]["name"], &there["customer"]["phone"]),
        (&json!(people::NAME), &json!(PHONE))
    );
    let again = salon
        .post(&format!("/customers/{customer}/erase"), &salon.owner, json!({}))
        .await;
    assert_eq!(again.status, 404, "there is nobody any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_broke_off_anywhere_goes_on_and_comes_to_the_same_end() {
    let salon = Salon::open().await;
    Person::settle_in(&salon).await;
    // Every visit is over, so that no message holds anything up.
    salon.travel("2027-03-22T09:00:00Z").await;
    let token = people::sign_in(&salon).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    settled(&salon).await;
    let taken = erase(&salon, &token, "refuse").await.expect(201);
    let order = PersonOrder {
        person: store::Person::Account(testkit::account_of(&token)),
        request: taken["id"].as_str().expect("an id").parse().expect("an id"),
    };
    let app = &salon.system.app;
    let request = async || -> Versioned<DataRequest> {
        let found = app.store.data_request(&order.person, order.request).await;
        found.expect("read").expect("a request")
    };
    let mut turns = 0;
    loop {
        // Two workers were given the same message.
        let (one, other) = futures::join!(work(app, &order), work(app, &order));
        assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
        let found = request().await;
        if found.record.status != store::RequestStatus::Working {
            break;
        }
        turns += 1;
        assert!(turns < 60, "it comes to an end: {:?}", found.record);
        if turns % 2 == 1 && found.record.source > 0 {
            // The worker died after the work of a page and before it was written down.
            let back = DataRequest {
                source: found.record.source - 1,
                after: None,
                ..found.record
            };
            app.store.replace(&back, found.version).await.expect("written");
        }
    }
    assert!(turns >= 3, "it took several turns: {turns}");
    assert_eq!(request().await.record.stage, store::Stage::Finished);
    settled(&salon).await;
    let left = traces(&salon.system, &words()).await;
    assert!(left.is_empty(), "{left:#?}");
    // Its message again, long after.
    work(app, &order).await.expect("a turn");
    assert_eq!(count(&items(&salon.system).await, "erased"), 1);
}
