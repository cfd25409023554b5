//! What customers paid, as they find it in their account: theirs alone, complete, and gone with them.

use application::Author;
use application::access::Reach;
use application::bookings;
use application::ledger::{self, NewLine, NewSale, SaleOf};
use booking_rules::ids::BookingId;
use booking_rules::ledger::{EntryKind, Lowers, PaymentMethod, SaleDocument};
use booking_rules::values::{Currency, Email, Money};
use http::Method;
use serde_json::{Value, json};
use store::KnownAs;
use testkit::{Salon, account_of, request};

const PASSWORD: &str = "zielony czajnik 7";

fn pln(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "PLN" })
}

fn id(of: &Value) -> String {
    of["id"].as_str().expect("an id").to_owned()
}

/// Books for the bearer.
async fn book(salon: &Salon, token: &str, start: &str) -> Value {
    let mut wish = salon.wish(start, "eve");
    wish["customer"] = json!({ "name": "Eve", "phone": "+48601234567" });
    salon.post("/bookings", token, wish).await.expect(201)
}

async fn sell(salon: &Salon, booking: &Value, amount: i64) -> Value {
    let charge = json!({ "kind": "charge", "amount": pln(amount), "service_id": salon.service });
    let body = json!({ "booking_id": booking["id"], "method": "card_terminal", "lines": [charge] });
    let path = format!("/shops/{}/sales", salon.shop);
    salon.post(&path, &salon.owner, body).await.expect(201)
}

async fn refund(salon: &Salon, sale: &Value, amount: i64) {
    let body =
        json!({ "of": sale["entries"][0]["id"], "amount": pln(amount), "method": "cash", "reason": "Reklamacja" });
    let path = format!("/shops/{}/refunds", salon.shop);
    salon.post(&path, &salon.owner, body).await.expect(201);
}

async fn invoices(salon: &Salon, token: &str) -> Vec<Value> {
    let list = salon.get("/me/invoices", token).await.expect(200);
    list.as_array().cloned().expect("a list")
}

fn numbers(list: &[Value]) -> Vec<&str> {
    list.iter().filter_map(|invoice| invoice["number"].as_str()).collect()
}

async fn documents(salon: &Salon, booking: &Value) -> Vec<SaleDocument> {
    let booking: BookingId = id(booking).parse().expect("an id");
    let mut found = Vec::new();
    for place in 1.. {
        match salon
            .system
            .app
            .store
            .sale_document(booking, place)
            .await
            .expect("read")
        {
            Some(document) => found.push(document),
            None => break,
        }
    }
    found
}

#[tokio::test]
async fn what_was_paid_is_listed_newest_first_with_the_names_of_its_day() {
    let salon = Salon::open().await;
    let profile = json!({ "tax_profile": { "legal_name": "Salon Ola sp. z o.o.", "tax_id": "5260001246",
        "address": { "province": "mazowieckie", "county": "Warszawa", "municipality": "Warszawa",
            "street": "Piękna", "building": "12", "city": "Warszawa", "postal_code": "00-549" } } });
    let business = format!("/businesses/{}", salon.business);
    let changed = request(Method::PATCH, &business).token(&salon.owner).json(&profile);
    salon.send(changed).await.expect(200);
    let eve = salon.sign_up("eve@example.com").await;
    let booking = book(&salon, &eve, "2027-03-10T10:00:00Z").await;
    let charge = json!({ "kind": "charge", "amount": pln(12_300), "service_id": salon.service });
    let tip = json!({ "kind": "tip", "amount": pln(1_000), "method": "cash" });
    let body = json!({ "booking_id": booking["id"], "method": "card_terminal", "lines": [charge, tip] });
    let sales = format!("/shops/{}/sales", salon.shop);
    let sale = salon.post(&sales, &salon.owner, body).await.expect(201);
    // Somebody else buys over the counter: a number in the same row, and nothing of hers.
    let counter = json!({ "method": "cash", "lines": [{ "kind": "charge", "amount": pln(500) }] });
    salon.post(&sales, &salon.owner, counter).await.expect(201);
    let renamed = request(Method::PATCH, &format!("/services/{}", salon.service));
    let renamed = renamed.token(&salon.owner).json(&json!({ "name": "Cięcie" }));
    salon.send(renamed).await.expect(200);
    refund(&salon, &sale, 2_300).await;
    let wrong = json!({ "of": sale["entries"][0]["id"], "vat_rate": "8", "reason": "Zła stawka" });
    let path = format!("/shops/{}/corrections", salon.shop);
    salon.post(&path, &salon.owner, wrong).await.expect(201);

    let list = invoices(&salon, &eve).await;
    assert_eq!(numbers(&list), ["2027/03/000004", "2027/03/000003", "2027/03/000001"]);
    let kinds: Vec<_> = list.iter().filter_map(|invoice| invoice["kind"].as_str()).collect();
    assert_eq!(kinds, ["correction", "refund", "sale"]);
    let sold = &list[2];
    assert_eq!(sold["booking_id"], booking["id"]);
    assert_eq!(
        (&sold["shop_name"], &sold["tax_number"]),
        (&json!("Śródmieście"), &json!("5260001246"))
    );
    assert_eq!((&sold["day"], &sold["currency"]), (&json!("2027-03-08"), &json!("PLN")));
    let local = sold["local_issued_at"].as_str().expect("a time");
    assert!(
        local.starts_with("2027-03-08T10:") && local.ends_with("+01:00"),
        "{local}"
    );
    assert_eq!(sold["total"], pln(13_300));
    assert_eq!(
        sold["lines"][0],
        json!({ "kind": "charge", "service_name": "Strzyżenie", "gross": pln(12_300), "net": pln(10_000),
            "vat": pln(2_300), "vat_rate": "23", "method": "card_terminal" })
    );
    assert_eq!(
        sold["by_vat_rate"],
        json!([{ "vat_rate": "23", "net": pln(10_000), "vat": pln(2_300), "gross": pln(12_300) },
            { "vat_rate": "not_subject", "net": pln(1_000), "vat": pln(0), "gross": pln(1_000) }])
    );
    assert_eq!(
        sold["by_method"],
        json!([{ "method": "cash", "amount": pln(1_000) }, { "method": "card_terminal", "amount": pln(12_300) }])
    );
    assert_eq!(list[1]["total"], pln(-2_300));
    assert_eq!(list[1]["lines"][0]["service_name"], "Cięcie");
    assert_eq!(list[0]["total"], pln(0));
    let words = json!(list).to_string();
    assert!(
        !words.contains("Reklamacja") && !words.contains("stawka"),
        "reasons are the shop's own: {words}"
    );
}

#[tokio::test]
async fn pages_go_on_where_they_ended() {
    let salon = Salon::open().await;
    let eve = salon.sign_up("eve@example.com").await;
    let booking = book(&salon, &eve, "2027-03-10T10:00:00Z").await;
    for _ in 0..5 {
        sell(&salon, &booking, 1_000).await;
    }
    let (mut found, mut path) = (Vec::new(), "/me/invoices?limit=2".to_owned());
    let mut pages = 0;
    loop {
        let answer = salon.get(&path, &eve).await;
        pages += 1;
        found.extend(answer.body["data"].as_array().cloned().expect("a list"));
        match answer.body["meta"]["pagination"]["next_cursor"].as_str() {
            Some(next) => path = format!("/me/invoices?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(pages, 3);
    let all = invoices(&salon, &eve).await;
    assert_eq!((numbers(&found), found.len()), (numbers(&all), 5));
    salon
        .get("/me/invoices?cursor=nonsense", &eve)
        .await
        .wrong_field("cursor", "invalid_cursor");
}

#[tokio::test]
async fn nobody_sees_what_somebody_else_paid() {
    let salon = Salon::open().await;
    let eve = salon.sign_up("eve@example.com").await;
    let adam = salon.sign_up("adam@example.com").await;
    let booking = book(&salon, &eve, "2027-03-10T10:00:00Z").await;
    sell(&salon, &booking, 12_000).await;
    let path = "/me/invoices?limit=1";
    sell(&salon, &booking, 500).await;
    let page = salon.get(path, &eve).await;
    let next = page.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("more")
        .to_owned();
    assert_eq!(invoices(&salon, &adam).await, [] as [Value; 0]);
    // A place in another's list is a place in one's own, which is empty.
    let stolen = salon.get(&format!("{path}&cursor={next}"), &adam).await.expect(200);
    assert_eq!(stolen, json!([]));
    assert_eq!(invoices(&salon, &salon.owner).await, [] as [Value; 0]);
    salon.get(path, "").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn what_a_guest_paid_comes_with_the_booking_when_it_is_claimed() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let sale = sell(&salon, &booked, 12_000).await;
    assert_eq!(documents(&salon, &booked).await[0].account, None);
    let tokens = salon.register("anna@guests.example", PASSWORD).await;
    let anna = tokens["access_token"].as_str().expect("a token");
    assert_eq!(numbers(&invoices(&salon, anna).await), ["2027/03/000001"]);
    // What comes later is hers from the beginning.
    refund(&salon, &sale, 2_000).await;
    assert_eq!(
        numbers(&invoices(&salon, anna).await),
        ["2027/03/000002", "2027/03/000001"]
    );
}

/// The till and a claim meet: whichever is first, no document is left without the account.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_at_the_moment_of_a_claim_belongs_to_whoever_claims() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let eve = account_of(&salon.sign_up("eve@example.com").await);
    for day in 10..22 {
        let guest = format!("guest{day}");
        let booked = salon
            .book(&format!("2027-03-{day}T10:00:00Z"), &guest)
            .await
            .expect(201);
        let booking: BookingId = id(&booked).parse().expect("an id");
        if day % 2 == 0 {
            // Every second one has an account of its sale before.
            sell(&salon, &booked, 100).await;
        }
        let known_as = KnownAs::Email(Email::parse(&format!("{guest}@guests.example")).expect("an address"));
        let contact = app.store.guests_known_as(&known_as, 1).await.expect("read").remove(0);
        let reach = Reach::whole(booking.business());
        let author = Author::job("test");
        let sale = NewSale {
            shop: salon.shop.parse().expect("an id"),
            of: SaleOf::Booking(booking),
            day: None,
            lines: vec![NewLine {
                kind: EntryKind::Charge,
                amount: Money::new(12_000, Currency::parse("PLN").expect("a currency")),
                rate: None,
                method: PaymentMethod::Cash,
                service: None,
                staff: None,
                lowers: Lowers::Only,
            }],
        };
        let (claimed, sold) = tokio::join!(
            bookings::claim(app, eve, contact, &author),
            ledger::record_sale(app, &reach, sale, &author, None)
        );
        assert!(claimed.expect("no outage"), "{guest}");
        sold.expect("sold");
        let documents = documents(&salon, &booked).await;
        assert_eq!(documents.len(), 1 + usize::from(day % 2 == 0));
        let accounts: Vec<_> = documents.iter().map(|document| document.account).collect();
        assert!(
            accounts.iter().all(|account| *account == Some(eve)),
            "{guest}: {accounts:?}"
        );
    }
}

#[tokio::test]
async fn documents_stay_without_whoever_is_erased() {
    let mut salon = Salon::open().await;
    let booked = salon.book("2027-03-08T12:00:00Z", "anna").await.expect(201);
    let sale = sell(&salon, &booked, 12_000).await;
    let tokens = salon.register("anna@guests.example", PASSWORD).await;
    let anna = tokens["access_token"].as_str().expect("a token");
    let account = account_of(anna);
    assert_eq!(documents(&salon, &booked).await[0].account, Some(account));
    salon.travel("2027-03-08T13:30:00Z").await;
    let tokens = salon.login("anna@guests.example", PASSWORD).await.expect(200);
    let anna = tokens["access_token"].as_str().expect("a token");
    let erase = json!({ "open_bookings": "cancel" });
    salon.post("/me/erase", anna, erase).await.expect(201);
    salon.travel("2027-03-08T23:00:00Z").await;
    let kept = documents(&salon, &booked).await;
    assert_eq!((kept.len(), kept[0].account), (1, None));
    assert_eq!(kept[0].total().minor(), 12_000);
    let found = salon.system.app.store.invoices_of_account(account, None, 10).await;
    assert!(found.expect("read").documents.is_empty());
    // What is given back later is nobody's either.
    salon.owner = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
    refund(&salon, &sale, 2_000).await;
    let kept = documents(&salon, &booked).await;
    assert_eq!((kept.len(), kept[1].account), (2, None));
}
