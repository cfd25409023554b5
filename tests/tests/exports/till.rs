//! A salon with money facts in its books, and the verbs of these tests.

use std::io::Write;
use std::process::{Command, Stdio};

use application::exports::{ExportOrder, Slice};
use booking_rules::ids::{BusinessId, LedgerEntryId, SaleId, ShopId};
use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use booking_rules::values::{Currency, Money, Notes};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use http::Method;
use serde_json::{Value, json};
use store::{Commit, MAX_WRITES};
use testkit::{Answer, Salon, request};

/// A money fact as a test tells it.
#[derive(Debug, Clone)]
pub struct Fact {
    pub day: &'static str,
    pub kind: EntryKind,
    pub gross: i64,
    pub rate: VatRate,
    pub place: u32,
    pub shop: Option<String>,
    pub reason: Option<String>,
    pub of: Option<LedgerEntryId>,
    pub with_service: bool,
}

pub fn fact(day: &'static str, gross: i64, place: u32) -> Fact {
    Fact {
        day,
        kind: EntryKind::Charge,
        gross,
        rate: VatRate::Percent(23),
        place,
        shop: None,
        reason: None,
        of: None,
        with_service: true,
    }
}

pub fn business(salon: &Salon) -> BusinessId {
    salon.business.parse().expect("an id")
}

/// Writes facts into the books, a minute after one another, at ten by the clock of Warsaw in winter.
pub async fn book(salon: &Salon, facts: &[Fact]) -> Vec<LedgerEntry> {
    let app = &salon.system.app;
    let currency = Currency::parse("PLN").expect("a currency");
    let entries: Vec<LedgerEntry> = (0i64..)
        .zip(facts)
        .map(|(minutes, fact)| {
            let day: NaiveDate = fact.day.parse().expect("a day");
            let at = day.and_hms_opt(9, 0, 0).expect("an hour").and_utc();
            let shop: ShopId = fact.shop.as_ref().unwrap_or(&salon.shop).parse().expect("an id");
            LedgerEntry {
                id: app.new_id(business(salon)),
                shop,
                // All lines of one document are of one instant.
                occurred_at: at + TimeDelta::minutes(if fact.place == 0 { minutes } else { fact.place.into() }),
                day,
                kind: fact.kind,
                amount: fact.rate.split(Money::new(fact.gross, currency)),
                method: PaymentMethod::Cash,
                document: DocumentNumber {
                    month: LedgerMonth::of(day),
                    place: fact.place,
                },
                sale: SaleRef::Counter(SaleId::new(business(salon), app.new_uuid())),
                service: fact.with_service.then(|| salon.service.parse().expect("an id")),
                staff: Some(salon.staff.parse().expect("an id")),
                customer: None,
                of: fact.of,
                reason: fact.reason.as_deref().map(|text| Notes::parse(text).expect("a reason")),
            }
        })
        .collect();
    for some in entries.chunks(MAX_WRITES) {
        let mut commit = Commit::new();
        for entry in some {
            commit.create(entry).expect("an item");
        }
        app.store.commit(&commit).await.expect("written");
    }
    entries
}

pub fn path(salon: &Salon) -> String {
    format!("/businesses/{}/exports", salon.business)
}

pub async fn ask(salon: &Salon, body: Value) -> Answer {
    salon.post(&path(salon), &salon.owner, body).await
}

pub async fn asked(salon: &Salon, body: Value) -> String {
    let made = ask(salon, body).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

pub async fn shown(salon: &Salon, id: &str) -> Value {
    salon
        .get(&format!("{}/{id}", path(salon)), &salon.owner)
        .await
        .expect(200)
}

/// Asks, lets the system come to rest, and fetches the file by its link.
pub async fn file(salon: &Salon, body: Value) -> Vec<u8> {
    let id = asked(salon, body).await;
    salon.system.settle().await.expect("at rest");
    fetched(salon, &id).await
}

pub async fn fetched(salon: &Salon, id: &str) -> Vec<u8> {
    let export = shown(salon, id).await;
    assert_eq!(export["status"], "ready", "{export}");
    let url = export["link"]["url"].as_str().expect("a link");
    let answer = reqwest::get(url).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200, "{url}");
    let bytes = answer.bytes().await.expect("a file").to_vec();
    assert_eq!(export["bytes"], json!(bytes.len()));
    bytes
}

pub fn order(id: &str) -> ExportOrder {
    ExportOrder {
        export: id.parse().expect("an id"),
    }
}

/// A turn of as many pages, with parts of as many bytes.
pub fn slice(pages: usize, part_bytes: usize) -> Slice {
    Slice {
        pages,
        part_bytes,
        ..Slice::of_a_function()
    }
}

/// The rows as Python's csv module reads them.
pub fn read_by_python(bytes: &[u8], delimiter: &str) -> Vec<Vec<String>> {
    let script = "import csv,io,json,sys\n\
                  text=sys.stdin.buffer.read().decode('utf-8-sig')\n\
                  print(json.dumps(list(csv.reader(io.StringIO(text,newline=''),delimiter=sys.argv[1],strict=True))))";
    let mut python = Command::new("python3")
        .args(["-c", script, delimiter])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python");
    python.stdin.take().expect("a pipe").write_all(bytes).expect("written");
    let output = python.wait_with_output().expect("read");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("rows")
}

pub fn now(salon: &Salon) -> DateTime<Utc> {
    salon.system.app.now()
}

/// Tells the business who it is to its tax office.
pub async fn known_to_the_tax_office(salon: &Salon) {
    let profile = json!({ "tax_profile": { "legal_name": "Salon Ola & Spółka", "tax_id": "5260001246", "tax_office": "1433",
        "address": { "province": "mazowieckie", "county": "Warszawa", "municipality": "Warszawa", "street": "Piękna",
            "building": "12", "flat": "3", "city": "Warszawa", "postal_code": "00-549" } } });
    let business = format!("/businesses/{}", salon.business);
    salon
        .send(request(Method::PATCH, &business).token(&salon.owner).json(&profile))
        .await
        .expect(200);
}
