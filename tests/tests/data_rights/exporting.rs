//! Files of everything that is held about somebody.

use http::Method;
use providers::object_store::ObjectStore;
use serde_json::{Value, json};
use testkit::{Answer, Salon};

use crate::dump::files;
use crate::people::{self, EMAIL, NAME, NOTES, PHONE, Person, WRITTEN, ask, customer_of};

async fn fetch(salon: &Salon, path: &str, token: &str) -> Answer {
    ask(salon, Method::POST, &format!("{path}/download"), token, Value::Null).await
}

/// The files that a request made, as they stand in the store.
async fn made(salon: &Salon, folder: &str) -> (Value, String) {
    let found = files(&salon.system).await;
    let file = |end: &str| {
        let (_, bytes) = found
            .iter()
            .find(|(name, _)| name.starts_with(folder) && name.ends_with(end))
            .expect(end);
        String::from_utf8(bytes.clone()).expect("text")
    };
    assert!(
        !found.iter().any(|(name, _)| name.contains("/parts/")),
        "parts are gone"
    );
    (
        serde_json::from_str(&file("data.json")).expect("JSON"),
        file("bookings.csv"),
    )
}

fn list<'a>(data: &'a Value, section: &str) -> &'a Vec<Value> {
    data[section]
        .as_array()
        .unwrap_or_else(|| panic!("no {section} in {data:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_everything_and_no_secret() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    let customer = customer_of(&salon, &person.past).await;
    let note = json!({ "text": "Allergic to henna" });
    salon
        .post(&format!("/customers/{customer}/notes"), &salon.owner, note)
        .await
        .expect(201);
    let asked = ask(&salon, Method::POST, "/me/export", &person.token, json!({}))
        .await
        .expect(201);
    assert_eq!(
        (&asked["kind"], &asked["status"]),
        (&json!("export"), &json!("working"))
    );
    let path = format!("/me/data-requests/{}", asked["id"].as_str().expect("an id"));
    let early = fetch(&salon, &path, &person.token).await;
    assert_eq!(
        (early.status, early.body["error"]["code"].as_str()),
        (409, Some("export_not_ready"))
    );
    salon.system.settle().await.expect("at rest");

    let shown = salon.get(&path, &person.token).await.expect(200);
    assert_eq!(shown["status"], "done");
    // Two to come or past and one called off here, one elsewhere, one as a guest, whose bookings a sign-in claims.
    assert_eq!(shown["bookings"], 5, "{shown}");
    let (data, csv) = made(&salon, "exports/people/accounts/").await;
    assert_eq!(
        (&data["account"][0]["name"], &data["account"][0]["email"]),
        (&json!(NAME), &json!(EMAIL))
    );
    assert_eq!(data["preferences"][0]["time_zone"], "Europe/Warsaw");
    for section in [
        "favourites",
        "sessions",
        "consents",
        "consent_history",
        "customer_cards",
        "bookings",
        "app_notices",
        "events",
        "ledger",
    ] {
        assert!(!list(&data, section).is_empty(), "{section}");
    }
    let bookings = list(&data, "bookings");
    assert_eq!(bookings.len(), 5);
    for booking in bookings {
        assert_eq!(
            (&booking["notes"], &booking["contact"]["phone"]),
            (&json!(NOTES), &json!(PHONE)),
            "{booking}"
        );
        assert!(!booking["messages"].as_array().expect("messages").is_empty());
        assert!(booking["documents"].is_array());
    }
    assert!(data.to_string().contains(WRITTEN));
    assert_eq!(list(&data, "customer_notes")[0]["text"], "Allergic to henna");
    let text = data.to_string();
    for secret in [
        "manage_secret",
        "token_hash",
        "family_hash",
        "argon",
        "\"hash\"",
        "salt",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(list(&data, "ledger").len(), 2, "what was paid for the two visits");
    // Read by another reader of RFC 4180.
    let lines: Vec<&str> = csv.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 6);
    assert!(
        lines.iter().skip(1).all(|line| line.contains(&format!("'{PHONE}"))),
        "{csv}"
    );
    assert!(!text.contains("jan@guests.example"), "nobody else is in it");

    let letters = salon.messages(EMAIL).await;
    let letter = letters.iter().find(|m| m["kind"] == "data_ready").expect("a letter");
    let link = format!(
        "http://salon.test/account/data?request={}",
        asked["id"].as_str().expect("an id")
    );
    assert!(letter["text"].as_str().expect("a text").contains(&link), "{letter}");

    let links = fetch(&salon, &path, &person.token).await.expect(200);
    assert_eq!(links.as_array().expect("a list").len(), 2);
    let url = links[0]["url"].as_str().expect("a link");
    let got = reqwest::get(url).await.expect("an answer");
    assert!(got.status().is_success());
    assert_eq!(got.json::<Value>().await.expect("JSON"), data);
    let fetched: Vec<_> = salon
        .events()
        .await
        .into_iter()
        .filter(|e| e.kind == "PersonExportFetched")
        .collect();
    assert_eq!(fetched.len(), 1, "that it was fetched is written down");

    // After seven days the files are gone, and the request says so.
    salon.travel("2027-03-17T09:30:00Z").await;
    salon.system.settle().await.expect("at rest");
    assert!(
        !files(&salon.system)
            .await
            .iter()
            .any(|(name, _)| name.starts_with("exports/people/"))
    );
    let token = people::sign_in(&salon).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(salon.get(&path, &token).await.expect(200)["status"], "expired");
    let late = fetch(&salon, &path, &token).await;
    assert_eq!(
        (late.status, late.body["error"]["code"].as_str()),
        (409, Some("export_expired"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_hands_out_what_it_holds_and_nothing_of_others() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    let customer = customer_of(&salon, &person.past).await;
    let asked = salon
        .post(&format!("/customers/{customer}/export"), &salon.owner, json!({}))
        .await
        .expect(201);
    salon.system.settle().await.expect("at rest");
    let path = format!(
        "/customers/{customer}/data-requests/{}",
        asked["id"].as_str().expect("an id")
    );
    let shown = salon.get(&path, &salon.owner).await.expect(200);
    assert_eq!(
        (&shown["status"], &shown["bookings"]),
        (&json!("done"), &json!(4)),
        "{shown}"
    );
    let folder = format!("exports/people/{}/", salon.business.trim_start_matches("biz_"));
    let (data, _) = made(&salon, &folder).await;
    assert_eq!(data["customer_cards"][0]["email"], EMAIL);
    assert_eq!(list(&data, "bookings").len(), 4);
    assert!(
        !data.to_string().contains(&person.elsewhere.booking),
        "the other business is not in it"
    );
    assert!(data.get("sessions").is_none() && data.get("account").is_none());
    fetch(&salon, &path, &salon.owner).await.expect(200);
    // The other owner finds neither the customer nor the request.
    for path in [path.clone(), format!("/customers/{customer}/export")] {
        let method = if path.contains("requests") {
            Method::GET
        } else {
            Method::POST
        };
        let answer = ask(&salon, method, &path, &person.elsewhere.owner, json!({})).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let objects = salon
        .system
        .objects
        .list("exports/people/accounts/")
        .await
        .expect("a list");
    assert!(objects.is_empty());
}
