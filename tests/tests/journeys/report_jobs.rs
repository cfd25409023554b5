//! Reports that come by themselves: at seven by each shop's own wall, once, with the sums that a recount gives.

use std::collections::BTreeMap;

use application::app::App;
use booking_rules::ids::{LedgerEntryId, SaleId, ShopId};
use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use booking_rules::time::Zone;
use booking_rules::values::{Currency, Money};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use http::Method;
use providers::object_store::ObjectStore;
use serde_json::{Value, json};
use store::{Commit, Entity, MemberRole, Scope};
use testkit::{Desk, Salon, request};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn speaks(salon: &Salon, email: &str, role: MemberRole, locale: &str) -> String {
    let token = salon.sign_up(email).await;
    salon.place(&token, role, |_| {}).await;
    let change = request(Method::PATCH, "/me")
        .token(&token)
        .json(&json!({ "locale": locale }));
    salon.send(change).await.expect(200);
    token
}

fn shop(salon: &Salon) -> ShopId {
    salon.shop.parse().expect("an id")
}

/// A money fact of a shop, made at an instant.
fn fact(app: &App, shop: ShopId, zone: Zone, made: DateTime<Utc>, kind: EntryKind, gross: i64) -> LedgerEntry {
    let day = zone.local_date(made);
    let zloty = Currency::parse("PLN").expect("a currency");
    LedgerEntry {
        id: LedgerEntryId::new(shop.business(), app.new_uuid()),
        shop,
        occurred_at: made,
        day,
        kind,
        amount: VatRate::Percent(23).split(Money::new(gross, zloty)),
        method: PaymentMethod::Cash,
        document: DocumentNumber {
            month: LedgerMonth::of(day),
            place: 1,
        },
        sale: SaleRef::Counter(SaleId::new(shop.business(), app.new_uuid())),
        service: None,
        staff: None,
        customer: None,
        of: None,
        reason: None,
    }
}

async fn book(salon: &Salon, entries: &[LedgerEntry]) {
    for some in entries.chunks(50) {
        let mut commit = Commit::new();
        for entry in some {
            commit.create(entry).expect("an entry");
        }
        salon.system.app.store.commit(&commit).await.expect("written");
    }
}

/// One sale in the salon's own shop.
async fn sold(salon: &Salon, made: &str, gross: i64) {
    let zone = Zone::parse("Europe/Warsaw").expect("a zone");
    let entry = fact(&salon.system.app, shop(salon), zone, at(made), EntryKind::Charge, gross);
    book(salon, &[entry]).await;
}

/// The names of the reports' files, without what they all begin with.
async fn files(salon: &Salon) -> Vec<String> {
    let prefix = format!("exports/{}/reports/", salon.business);
    let listed = salon.system.objects.list(&prefix).await.expect("a list");
    listed
        .into_iter()
        .map(|object| object.key[prefix.len()..].replace(&salon.shop, "shop"))
        .collect()
}

async fn file(salon: &Salon, name: &str) -> Vec<u8> {
    let key = format!(
        "exports/{}/reports/{}",
        salon.business,
        name.replace("shop", &salon.shop)
    );
    salon.system.objects.get(&key).await.expect("read").expect("a file")
}

async fn reports(salon: &Salon, to: &str) -> Vec<Value> {
    let mut letters = salon.messages(to).await;
    letters.retain(|letter| letter["kind"] == "report_ready");
    letters
}

async fn told(salon: &Salon, token: &str) -> Vec<String> {
    let data = salon.get("/me/notices?limit=100", token).await.expect(200);
    let notices = data["notices"].as_array().expect("a list");
    let ready = notices.iter().filter(|notice| notice["kind"] == "report_ready");
    ready
        .map(|n| n["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn text(letter: &Value) -> String {
    letter["text"].as_str().expect("a text").replace('\u{a0}', " ")
}

#[tokio::test]
async fn yesterdays_takings_come_at_seven_in_three_languages_and_once() {
    let salon = Salon::open().await;
    let owner = speaks(&salon, "ola@salon.example", MemberRole::Owner, "pl").await;
    speaks(&salon, "eve@salon.example", MemberRole::Manager, "en").await;
    speaks(&salon, "nur@salon.example", MemberRole::Owner, "ar").await;
    speaks(&salon, "iga@salon.example", MemberRole::Staff, "pl").await;
    salon.book("2027-03-27T10:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-26T12:00:00Z").await;
    sold(&salon, "2027-03-26T11:00:00Z", 10_000).await;
    salon.travel("2027-03-27T12:00:00Z").await;
    // The last instant of the day by the shop's wall, and the first of the next, on which the clock is put forward.
    sold(&salon, "2027-03-27T22:59:59Z", 12_300).await;
    sold(&salon, "2027-03-27T23:00:00Z", 77_700).await;
    salon.travel("2027-03-28T04:55:00Z").await;
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 1, "that of the 26th");
    salon.travel("2027-03-28T05:00:00Z").await;
    salon.travel("2027-03-28T05:20:00Z").await;
    let lines = [
        (
            "ola@salon.example",
            "Przychód brutto: 123,00 zł (poprzednio 100,00 zł)",
            "netto: 100,00 zł, VAT: 23,00 zł",
        ),
        (
            "eve@salon.example",
            "Revenue, gross: PLN 123.00 (before: PLN 100.00)",
            "net: PLN 100.00, VAT: PLN 23.00",
        ),
        ("nur@salon.example", "الإيرادات شاملة الضريبة: 123.00 PLN", "100.00 PLN"),
    ];
    for (reader, revenue, parts) in lines {
        let letters = reports(&salon, reader).await;
        assert_eq!(letters.len(), 2, "{reader}");
        let text = letters
            .iter()
            .map(text)
            .find(|text| text.contains("2027-03-27"))
            .expect("the report");
        assert!(text.contains(revenue) && text.contains(parts), "{text}");
        assert!(
            text.contains(&format!("/reports/files?shop={}&file=daily-2027-03-27", salon.shop)),
            "{text}"
        );
        assert!(text.contains("1"), "one booking");
    }
    assert!(
        reports(&salon, "iga@salon.example").await.is_empty(),
        "money is not of staff"
    );
    let entries = told(&salon, &owner).await;
    assert_eq!(entries.len(), 2);
    assert!(
        entries[0]
            .replace('\u{a0}', " ")
            .contains("Raport dzienny, 2027-03-27: 123,00 zł"),
        "{entries:?}"
    );
    assert_eq!(
        files(&salon).await,
        [
            "daily/shop/2027-03-26.csv",
            "daily/shop/2027-03-26.json",
            "daily/shop/2027-03-27.csv",
            "daily/shop/2027-03-27.json"
        ]
    );
    let report: Value = serde_json::from_slice(&file(&salon, "daily/shop/2027-03-27.json").await).expect("JSON");
    assert_eq!(
        report["bookings"][2],
        json!({ "status": "confirmed", "count": 1, "before": 0 })
    );
    assert_eq!(
        report["sums"][0]["gross"],
        json!({ "amount": 12_300, "currency": "PLN" })
    );
    let listed = salon
        .system
        .app
        .store
        .report_files(shop(&salon), Some("daily"), None, 10)
        .await
        .expect("read");
    let listed: Vec<_> = listed.records.iter().map(|file| file.period.as_str()).collect();
    assert_eq!(listed, ["2027-03-27", "2027-03-26"]);
}

#[tokio::test]
async fn a_run_that_is_repeated_or_made_good_changes_nothing() {
    let salon = Salon::open().await;
    speaks(&salon, "ola@salon.example", MemberRole::Owner, "pl").await;
    sold(&salon, "2027-03-08T09:00:00Z", 12_300).await;
    salon.travel("2027-03-09T06:30:00Z").await;
    let first = file(&salon, "daily/shop/2027-03-08.csv").await;
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 1);
    // Backwards and forwards.
    salon.travel("2027-03-08T12:00:00Z").await;
    salon.travel("2027-03-09T07:00:00Z").await;
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 1);
    // A run that broke off before the mark was written: the next does it as a whole.
    let store = &salon.system.app.store;
    let mark = store.report_file(shop(&salon), "daily", "2027-03-08").await;
    let mark = mark.expect("read").expect("a mark");
    let mut commit = Commit::new();
    commit.delete(mark.record.key(), mark.version);
    store.commit(&commit).await.expect("written");
    salon.travel("2027-03-08T12:00:00Z").await;
    salon.travel("2027-03-09T08:00:00Z").await;
    assert!(
        store
            .report_file(shop(&salon), "daily", "2027-03-08")
            .await
            .expect("read")
            .is_some()
    );
    assert_eq!(file(&salon, "daily/shop/2027-03-08.csv").await, first, "the same bytes");
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 1);
}

#[tokio::test]
async fn missed_runs_are_made_up_for_and_no_further_back_than_a_week() {
    let salon = Salon::open().await;
    speaks(&salon, "ola@salon.example", MemberRole::Owner, "pl").await;
    for day in 9..20 {
        sold(&salon, &format!("2027-03-{day:02}T12:00:00Z"), 1_000 + day).await;
    }
    salon.system.settle().await.expect("at rest");
    salon.system.clock.set(at("2027-03-20T12:00:00Z"));
    salon.system.settle().await.expect("at rest");
    let names: Vec<String> = files(&salon)
        .await
        .into_iter()
        .filter(|name| name.ends_with("csv"))
        .collect();
    let expected: Vec<String> = (13..20).map(|day| format!("daily/shop/2027-03-{day}.csv")).collect();
    assert_eq!(names, expected);
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 7);
}

#[tokio::test]
async fn months_and_quarters_end_by_each_shops_own_calendar() {
    let salon = Salon::open_with(Desk {
        now: "2027-03-30T09:00:00Z".to_owned(),
        ..Desk::default()
    })
    .await;
    speaks(&salon, "ola@salon.example", MemberRole::Owner, "pl").await;
    let mut shops = vec![(shop(&salon), "Europe/Warsaw", "2027-04-01T05:00:00Z")];
    for (zone, seven) in [
        ("Asia/Riyadh", "2027-04-01T04:00:00Z"),
        ("Europe/London", "2027-04-01T06:00:00Z"),
        ("Australia/Lord_Howe", "2027-03-31T20:00:00Z"),
    ] {
        let id = salon.create("/shops", json!({ "name": zone, "time_zone": zone })).await;
        shops.push((id.parse().expect("an id"), zone, seven));
    }
    for (shop, zone, _) in &shops {
        let zone = Zone::parse(zone).expect("a zone");
        let end = zone.day_span(date("2027-03-31")).end();
        let begin = zone.day_span(date("2027-01-01")).start();
        let (app, second) = (&salon.system.app, TimeDelta::seconds(1));
        let entries = [
            fact(app, *shop, zone, begin - second, EntryKind::Charge, 64),
            fact(app, *shop, zone, begin, EntryKind::Charge, 1),
            fact(
                app,
                *shop,
                zone,
                zone.day_span(date("2027-02-28")).end() - second,
                EntryKind::Charge,
                2,
            ),
            fact(
                app,
                *shop,
                zone,
                zone.day_span(date("2027-03-01")).start(),
                EntryKind::Charge,
                4,
            ),
            fact(app, *shop, zone, end - second, EntryKind::Charge, 8),
            fact(app, *shop, zone, end, EntryKind::Charge, 16),
        ];
        book(&salon, &entries).await;
    }
    shops.sort_by_key(|(_, _, seven)| at(seven));
    let store = &salon.system.app.store;
    let kinds = [("monthly", "2027-03", 12, 2), ("quarterly", "2027-Q1", 15, 64)];
    for (shop, zone, seven) in &shops {
        // The clock runs on while the system comes to rest.
        salon.travel(&(at(seven) - TimeDelta::minutes(5)).to_rfc3339()).await;
        for (kind, name, ..) in kinds {
            let early = store.report_file(*shop, kind, name).await.expect("read");
            assert!(early.is_none(), "{zone} {kind}");
        }
        salon.travel(seven).await;
        for (kind, name, revenue, before) in kinds {
            let report = store.report_file(*shop, kind, name).await.expect("read").expect(zone);
            assert_eq!(report.record.revenue.minor(), revenue, "{zone} {kind}");
            let [_, json] = &report.record.objects[..] else {
                panic!("two files")
            };
            let bytes = salon.system.objects.get(json).await.expect("read").expect("a file");
            let document: Value = serde_json::from_slice(&bytes).expect("JSON");
            assert_eq!(
                document["sums"][0]["before"]["gross"]["amount"], before,
                "{zone} {kind}"
            );
        }
    }
    let quarters = reports(&salon, "ola@salon.example").await;
    let quarters = quarters.iter().filter(|letter| text(letter).contains("2027-Q1"));
    assert_eq!(quarters.count(), shops.len(), "each shop's once");
}

#[tokio::test]
async fn a_business_without_sales_gets_no_report_and_a_closed_day_no_letter() {
    let salon = Salon::open().await;
    speaks(&salon, "ola@salon.example", MemberRole::Owner, "pl").await;
    salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    salon.travel("2027-03-12T12:00:00Z").await;
    assert!(files(&salon).await.is_empty());
    assert!(reports(&salon, "ola@salon.example").await.is_empty());
    sold(&salon, "2027-03-12T13:00:00Z", 500).await;
    salon.travel("2027-03-13T12:00:00Z").await;
    salon.travel("2027-03-14T12:00:00Z").await;
    salon.travel("2027-03-15T12:00:00Z").await;
    let names = files(&salon).await;
    assert_eq!(
        names.len(),
        4,
        "of the day and of the one after, compared with it: {names:?}"
    );
    assert_eq!(reports(&salon, "ola@salon.example").await.len(), 1);
}

#[tokio::test]
async fn who_manages_some_people_gets_no_sums_of_all_and_who_wants_no_letters_finds_them_in_the_list() {
    let salon = Salon::open().await;
    let some = salon.sign_up("some@salon.example").await;
    let card = salon.staff.parse().expect("an id");
    salon
        .place(&some, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(vec![card])
        })
        .await;
    let quiet = salon.sign_up("quiet@salon.example").await;
    salon
        .place(&quiet, MemberRole::Owner, |place| place.letters.digest = false)
        .await;
    sold(&salon, "2027-03-08T09:00:00Z", 500).await;
    salon.travel("2027-03-09T12:00:00Z").await;
    for reader in ["some@salon.example", "quiet@salon.example"] {
        assert!(reports(&salon, reader).await.is_empty(), "{reader}");
    }
    assert!(told(&salon, &some).await.is_empty());
    assert_eq!(told(&salon, &quiet).await.len(), 1);
}

/// A row of the file, by its section and name.
fn rows(bytes: &[u8]) -> BTreeMap<(String, String), csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(bytes);
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| ((row[5].to_owned(), row[6].to_owned()), row)).collect()
}

#[tokio::test]
async fn the_files_hold_what_a_recount_gives_and_no_formula() {
    let salon = Salon::open().await;
    let renamed = request(Method::PATCH, &format!("/shops/{}", salon.shop))
        .token(&salon.owner)
        .json(&json!({ "name": "=cmd|' /C calc'!A0, \"Ola\"" }));
    salon.send(renamed).await.expect(200);
    let zone = Zone::parse("Europe/Warsaw").expect("a zone");
    let app = &salon.system.app;
    let mut entries = Vec::new();
    // More than one page of the books, over two months and the days around them.
    for n in 0..2_600_i64 {
        let made = at("2027-01-28T00:00:00Z") + TimeDelta::minutes(n * 24);
        let kind = EntryKind::ALL[usize::try_from(n % 7).expect("small")];
        let sign = if matches!(kind, EntryKind::Refund | EntryKind::Discount) {
            -1
        } else {
            1
        };
        let mut entry = fact(app, shop(&salon), zone, made, kind, sign * (100 + n * 37 % 9_000));
        entry.method = PaymentMethod::ALL[usize::try_from(n % 4).expect("small")];
        let rate = [VatRate::Percent(23), VatRate::Percent(8), VatRate::Exempt][usize::try_from(n % 3).expect("small")];
        entry.amount = rate.split(entry.amount.gross);
        entries.push(entry);
    }
    // Recorded weeks after its day.
    let mut late = fact(
        app,
        shop(&salon),
        zone,
        at("2027-03-30T12:00:00Z"),
        EntryKind::Fee,
        7_777,
    );
    late.day = date("2027-03-02");
    entries.push(late);
    book(&salon, &entries).await;
    salon.system.clock.set(at("2027-03-31T12:00:00Z"));
    salon.system.settle().await.expect("at rest");
    salon.travel("2027-04-01T05:30:00Z").await;
    // February stands in March's report as the period before.
    let bytes = file(&salon, "monthly/shop/2027-03.csv").await;
    let written = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(written.lines().count() > 10 && written.contains("\r\n"));
    let rows = rows(&bytes);
    let recount = |first: &str, last: &str, keep: &dyn Fn(&LedgerEntry) -> bool| {
        let days = date(first)..=date(last);
        let of = entries.iter().filter(|entry| days.contains(&entry.day) && keep(entry));
        of.fold([0, 0, 0], |[net, vat, gross], entry| {
            let amount = entry.amount;
            [
                net + amount.net.minor(),
                vat + amount.vat.minor(),
                gross + amount.gross.minor(),
            ]
        })
    };
    let minor = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
    let mut seen = 0;
    let mut check = |section: &str, name: &str, keep: &dyn Fn(&LedgerEntry) -> bool| {
        let row = &rows[&(section.to_owned(), name.to_owned())];
        assert!(row[0].starts_with("'=cmd"), "a formula: {}", &row[0]);
        let read = |from: usize| [from, from + 1, from + 2].map(|column| minor(&row[column]));
        assert_eq!(read(7), recount("2027-03-01", "2027-03-31", keep), "{section} {name}");
        assert_eq!(read(10), recount("2027-02-01", "2027-02-28", keep), "{section} {name}");
        seen += 1;
    };
    check("total", "revenue", &|entry| entry.kind.is_revenue());
    check("total", "taken", &|entry| entry.method != PaymentMethod::Deposit);
    for kind in EntryKind::ALL {
        check("kind", kind.as_str(), &|entry| entry.kind == kind);
    }
    for method in PaymentMethod::ALL {
        check("method", method.as_str(), &|entry| entry.method == method);
    }
    for rate in [VatRate::Percent(23), VatRate::Percent(8), VatRate::Exempt] {
        check("vat_rate", &rate.to_string(), &|entry| {
            entry.kind.is_revenue() && entry.amount.rate == rate
        });
    }
    assert_eq!(rows.len() - seen, 8, "and bookings by where they stand");
}
