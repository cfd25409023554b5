//! The till and the books: sales, refunds and corrections as they are asked for, every refusal, who may, and who meets whom.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use store::{MemberRole, Scope};
use testkit::{Answer, Salon, request};

const AFTER_MARCH: &str = "2027-04-01T00:00:00Z";

fn pln(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "PLN" })
}

fn line(kind: &str, amount: i64) -> Value {
    json!({ "kind": kind, "amount": pln(amount) })
}

/// The till of the salon, used by its owner.
struct Till {
    salon: Salon,
}

impl Till {
    async fn open() -> Self {
        Self {
            salon: Salon::open().await,
        }
    }

    fn at(&self, what: &str) -> String {
        format!("/shops/{}/{what}", self.salon.shop)
    }

    async fn sell(&self, body: Value) -> Answer {
        self.salon.post(&self.at("sales"), &self.salon.owner, body).await
    }

    async fn sold(&self, lines: Value) -> Value {
        self.sell(json!({ "method": "cash", "lines": lines })).await.expect(201)
    }

    async fn refund(&self, of: &Value, amount: i64) -> Answer {
        let body = json!({ "of": of, "amount": pln(amount), "method": "cash", "reason": "Complaint" });
        self.salon.post(&self.at("refunds"), &self.salon.owner, body).await
    }

    async fn correct(&self, of: &Value, mut right: Value) -> Answer {
        right["of"] = of.clone();
        right["reason"] = json!("Mistyped");
        self.salon.post(&self.at("corrections"), &self.salon.owner, right).await
    }

    async fn listed(&self, query: &str) -> Vec<Value> {
        let path = self.at(&format!("ledger?{query}"));
        let list = self.salon.get(&path, &self.salon.owner).await.expect(200);
        list.as_array().cloned().expect("a list")
    }

    fn months(&self) -> String {
        format!("/businesses/{}/ledger/months", self.salon.business)
    }

    async fn month(&self, month: &str) -> Value {
        let path = format!("{}?from={month}&to={month}", self.months());
        self.salon.get(&path, &self.salon.owner).await.expect(200)[0].clone()
    }

    async fn close(&self, month: &str) -> Answer {
        let path = format!("{}/{month}/close", self.months());
        self.salon.post(&path, &self.salon.owner, json!({})).await
    }

    /// Past the end of March; who owned the salon is signed in again.
    async fn after_march(&mut self) {
        self.salon.travel(AFTER_MARCH).await;
        self.salon.owner = self
            .salon
            .token(json!({ "role": "owner", "email": "owner@salon.example" }));
    }

    async fn booked(&self) -> Value {
        self.salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201)
    }
}

#[tokio::test]
async fn a_visit_is_paid_for_with_tip_and_discount_under_one_number() {
    let till = Till::open().await;
    let booked = till.booked().await;
    let charge = json!({ "kind": "charge", "amount": pln(12_000), "service_id": till.salon.service });
    let cash_tip = json!({ "kind": "tip", "amount": pln(1_000), "method": "cash" });
    let lines = json!([charge, cash_tip, line("discount", 2_000)]);
    let body = json!({ "booking_id": booked["id"], "method": "card_terminal", "lines": lines });
    let sale = till.sell(body).await.expect(201);
    assert_eq!(sale["document"], "2027/03/000001");
    let entries = &sale["entries"];
    let said: Vec<_> = entries
        .as_array()
        .expect("entries")
        .iter()
        .map(|e| {
            (
                e["kind"].as_str().expect("a kind"),
                e["gross"]["amount"].as_i64().expect("an amount"),
                e["vat"]["amount"].as_i64().expect("an amount"),
                e["vat_rate"].as_str().expect("a rate"),
                e["method"].as_str().expect("a method"),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("charge", 12_000, 2_244, "23", "card_terminal"),
            ("tip", 1_000, 0, "not_subject", "cash"),
            ("discount", -2_000, -374, "23", "card_terminal"),
        ]
    );
    for entry in entries.as_array().expect("entries") {
        assert_eq!(entry["document"], sale["document"]);
        assert_eq!(
            (&entry["booking_id"], &entry["day"]),
            (&booked["id"], &json!("2027-03-08"))
        );
        assert_eq!(entry["staff_id"], json!(till.salon.staff), "whoever serves the booking");
        assert_eq!(entry["customer_id"], booked["customer_id"]);
    }
    let tab = till
        .salon
        .get(
            &format!("/bookings/{}/tab", booked["id"].as_str().expect("an id")),
            &till.salon.owner,
        )
        .await
        .expect(200);
    assert_eq!(
        (&tab["revenue"], &tab["tips"], &tab["due"], &tab["price"]),
        (&pln(10_000), &pln(1_000), &pln(0), &pln(12_000))
    );
    assert_eq!(tab["lines"][0]["left"], pln(10_000));
    let month = till.month("2027-03").await;
    assert_eq!(
        (&month["status"], &month["documents"], &month["entries"]),
        (&json!("open"), &json!(1), &json!(3))
    );
    assert_eq!(
        month["by_vat_rate"],
        json!([{ "vat_rate": "23", "net": pln(8_130), "vat": pln(1_870), "gross": pln(10_000) }])
    );
    assert_eq!(
        month["by_method"],
        json!([{ "method": "cash", "amount": pln(1_000) }, { "method": "card_terminal", "amount": pln(10_000) }])
    );
}

#[tokio::test]
async fn a_service_has_a_rate_of_its_own_and_a_line_may_have_another() {
    let till = Till::open().await;
    let salon = &till.salon;
    let path = format!("/services/{}", salon.service);
    let patch = |rate: Value| {
        request(Method::PATCH, &path)
            .token(&salon.owner)
            .json(&json!({ "vat_rate": rate }))
    };
    let changed = salon.send(patch(json!("8"))).await.expect(200);
    assert_eq!(changed["vat_rate"], "8");
    for unknown in ["22", "zw", ""] {
        let refused = salon.send(patch(json!(unknown))).await;
        refused.wrong_field("vat_rate", "unknown_vat_rate");
    }
    let made = json!({ "name": "Course", "duration_minutes": 30, "price": pln(5_000), "vat_rate": "exempt" });
    let course = salon.create("/services", made).await;
    let charge = |service: &str, rate: Option<&str>| {
        let mut line = line("charge", 10_000);
        line["service_id"] = json!(service);
        line["vat_rate"] = json!(rate);
        line
    };
    let lines = json!([
        charge(&salon.service, None),
        charge(&course, None),
        charge(&course, Some("5"))
    ]);
    let sale = till.sold(lines).await;
    let rates: Vec<_> = sale["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|e| &e["vat_rate"])
        .collect();
    assert_eq!(rates, ["8", "exempt", "5"]);
    assert_eq!(sale["entries"][0]["vat"], pln(741));
    let cleared = salon.send(patch(Value::Null)).await.expect(200);
    assert_eq!(cleared["vat_rate"], Value::Null);
}

#[tokio::test]
async fn every_fault_of_a_sale_names_its_field() {
    let till = Till::open().await;
    let other = Salon::open().await;
    let euro = json!({ "kind": "charge", "amount": { "amount": 100, "currency": "EUR" } });
    let with = |field: &str, value: Value| {
        let mut line = line("charge", 100);
        line[field] = value;
        line
    };
    let discount = |field: &str, value: Value| {
        let mut line = line("discount", 100);
        line[field] = value;
        line
    };
    let faults = [
        (json!([]), "lines", "required"),
        (json!(vec![line("charge", 1); 41]), "lines", "too_many_items"),
        (json!([line("refund", 100)]), "lines[0].kind", "invalid_choice"),
        (json!([line("charge", 0)]), "lines[0].amount.amount", "amount_is_zero"),
        (
            json!([line("charge", -5)]),
            "lines[0].amount.amount",
            "price_out_of_range",
        ),
        (json!([euro]), "lines[0].amount.currency", "currency_mismatch"),
        (
            json!([with("method", json!("cheque"))]),
            "lines[0].method",
            "invalid_choice",
        ),
        (
            json!([with("vat_rate", json!("22"))]),
            "lines[0].vat_rate",
            "unknown_vat_rate",
        ),
        (
            json!([with("vat_rate", json!("high"))]),
            "lines[0].vat_rate",
            "unknown_vat_rate",
        ),
        (
            json!([with("service_id", json!(other.service))]),
            "lines[0].service_id",
            "unknown_service",
        ),
        (
            json!([with("staff_id", json!(other.staff))]),
            "lines[0].staff_id",
            "unknown_staff",
        ),
        (
            json!([with("of_line", json!(0))]),
            "lines[0].of_line",
            "only_of_discounts",
        ),
        (
            json!([discount("of_line", json!(1))]),
            "lines[0].of_line",
            "out_of_range",
        ),
        (
            json!([discount("vat_rate", json!("8"))]),
            "lines[0].vat_rate",
            "follows_the_charge",
        ),
        (
            json!([discount("staff_id", json!(till.salon.staff))]),
            "lines[0].staff_id",
            "follows_the_charge",
        ),
        (
            json!([{ "kind": "tip", "amount": pln(5), "vat_rate": "8" }]),
            "lines[0].vat_rate",
            "not_taxed",
        ),
    ];
    for (lines, path, code) in faults {
        let refused = till.sell(json!({ "method": "cash", "lines": lines })).await;
        refused.wrong_field(path, code);
    }
    let lines = json!([line("charge", 100)]);
    let more = [
        (json!({ "lines": lines }), "method", "required"),
        (json!({ "lines": lines, "method": "gold" }), "method", "invalid_choice"),
        (
            json!({ "lines": lines, "method": "cash", "day": "2027-03-09" }),
            "day",
            "day_in_future",
        ),
        (
            json!({ "lines": lines, "method": "cash", "day": "2026-11-30" }),
            "day",
            "day_too_far_back",
        ),
        (
            json!({ "lines": lines, "method": "cash", "day": "soon" }),
            "day",
            "invalid_date",
        ),
    ];
    for (body, path, code) in more {
        till.sell(body).await.wrong_field(path, code);
    }
    let foreign = other.book("2027-03-10T10:00:00Z", "eve").await.expect(201);
    let body = json!({ "lines": lines, "method": "cash", "booking_id": foreign["id"] });
    till.sell(body).await.wrong_field("booking_id", "unknown_booking");
    let own = till.booked().await;
    let second = till
        .salon
        .create("/shops", json!({ "name": "Wola", "time_zone": "Europe/Warsaw" }))
        .await;
    let body = json!({ "lines": lines, "method": "cash", "booking_id": own["id"] });
    till.salon
        .post(&format!("/shops/{second}/sales"), &till.salon.owner, body)
        .await
        .wrong_field("booking_id", "booking_of_another_shop");
    assert_eq!(till.month("2027-03").await, Value::Null, "nothing was written");
}

#[tokio::test]
async fn money_goes_back_once_and_never_above_the_charge() {
    let till = Till::open().await;
    let sale = till
        .sold(json!([line("charge", 10_000), line("discount", 1_000)]))
        .await;
    let (charge, discount) = (&sale["entries"][0]["id"], &sale["entries"][1]["id"]);
    till.refund(charge, 9_001).await.refused(409, "refund_above_charge");
    till.refund(discount, 1).await.wrong_field("of", "nothing_to_refund");
    let part = till.refund(charge, 4_000).await.expect(201);
    assert_eq!(part["document"], "2027/03/000002");
    let entry = &part["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["gross"], &entry["of"]),
        (&json!("refund"), &pln(-4_000), charge)
    );
    assert_eq!(part["tab"]["lines"][0]["refunded"], pln(4_000));
    till.refund(charge, 5_001).await.refused(409, "refund_above_charge");
    till.refund(charge, 5_000).await.expect(201);
    let month = till.month("2027-03").await;
    assert_eq!(
        month["by_vat_rate"],
        json!([{ "vat_rate": "23", "net": pln(0), "vat": pln(0), "gross": pln(0) }])
    );
    for (body, path, code) in [
        (
            json!({ "of": charge, "amount": pln(0), "method": "cash", "reason": "x" }),
            "amount.amount",
            "amount_is_zero",
        ),
        (
            json!({ "of": charge, "amount": pln(1), "method": "cash", "reason": " " }),
            "reason",
            "required",
        ),
        (
            json!({ "of": "led_1", "amount": pln(1), "method": "cash", "reason": "x" }),
            "of",
            "invalid_id",
        ),
        (
            json!({ "of": charge, "amount": { "amount": 1, "currency": "EUR" }, "method": "cash", "reason": "x" }),
            "amount.currency",
            "currency_mismatch",
        ),
    ] {
        till.salon
            .post(&till.at("refunds"), &till.salon.owner, body)
            .await
            .wrong_field(path, code);
    }
}

#[tokio::test]
async fn an_entry_of_elsewhere_is_not_found() {
    let till = Till::open().await;
    let other = Till::open().await;
    let there = other.sold(json!([line("charge", 100)])).await;
    till.refund(&there["entries"][0]["id"], 1)
        .await
        .wrong_field("of", "unknown_entry");
    let here = till.sold(json!([line("charge", 100)])).await;
    let second = till
        .salon
        .create("/shops", json!({ "name": "Wola", "time_zone": "Europe/Warsaw" }))
        .await;
    let body = json!({ "of": here["entries"][0]["id"], "amount": pln(1), "method": "cash", "reason": "x" });
    till.salon
        .post(&format!("/shops/{second}/refunds"), &till.salon.owner, body)
        .await
        .wrong_field("of", "unknown_entry");
    let further = json!({ "method": "cash", "sale_id": here["tab"]["sale_id"], "lines": [line("tip", 10)] });
    till.salon
        .post(&format!("/shops/{second}/sales"), &till.salon.owner, further.clone())
        .await
        .wrong_field("sale_id", "unknown_sale");
    let more = till.sell(further).await.expect(201);
    assert_eq!(
        (&more["document"], &more["tab"]["tips"]),
        (&json!("2027/03/000002"), &pln(10))
    );
}

#[tokio::test]
async fn deposits_are_used_or_given_back_and_no_more_than_there_is() {
    let till = Till::open().await;
    let booked = till.booked().await;
    let sale = |method: &str, lines: Value| json!({ "booking_id": booked["id"], "method": method, "lines": lines });
    let taken = till
        .sell(sale("card_terminal", json!([line("deposit", 5_000)])))
        .await
        .expect(201);
    assert_eq!(taken["tab"]["deposit_left"], pln(5_000));
    till.sell(sale("deposit", json!([line("deposit", 1)])))
        .await
        .wrong_field("method", "deposit_by_deposit");
    till.sell(sale("deposit", json!([line("charge", 5_001)])))
        .await
        .refused(409, "deposit_too_small");
    let by_card = json!({ "kind": "charge", "amount": pln(7_000), "method": "card_terminal" });
    let paid = till
        .sell(sale("deposit", json!([line("charge", 5_000), by_card])))
        .await
        .expect(201);
    assert_eq!(
        (&paid["tab"]["deposit_left"], &paid["tab"]["balance"]),
        (&pln(0), &pln(12_000))
    );
    till.refund(&taken["entries"][0]["id"], 1)
        .await
        .refused(409, "deposit_too_small");
}

#[tokio::test]
async fn corrections_are_entries_and_only_what_is_wrong_is_corrected() {
    let till = Till::open().await;
    let sale = till.sold(json!([line("charge", 12_000)])).await;
    let charge = &sale["entries"][0]["id"];
    till.correct(charge, json!({ "amount": pln(12_000) }))
        .await
        .refused(409, "nothing_to_correct");
    till.correct(charge, json!({ "vat_rate": "7" }))
        .await
        .wrong_field("vat_rate", "unknown_vat_rate");
    let right = till
        .correct(charge, json!({ "vat_rate": "8", "amount": pln(10_000) }))
        .await
        .expect(201);
    let said: Vec<_> = right["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|e| {
            (
                e["kind"].as_str(),
                e["vat_rate"].as_str(),
                e["gross"]["amount"].as_i64(),
            )
        })
        .collect();
    let correction = Some("correction");
    assert_eq!(
        said,
        [
            (correction, Some("8"), Some(10_000)),
            (correction, Some("23"), Some(-12_000))
        ]
    );
    // Whoever names a correction means what it put right.
    let again = till
        .correct(&right["entries"][0]["id"], json!({ "method": "voucher" }))
        .await
        .expect(201);
    assert_eq!(again["tab"]["lines"][0]["method"], "voucher");
    till.refund(charge, 6_000).await.expect(201);
    till.correct(charge, json!({ "amount": pln(5_999) }))
        .await
        .refused(409, "correction_below_refunds");
    let refund = till.listed("month=2027-03&kind=refund").await;
    till.correct(&refund[0]["id"], json!({ "vat_rate": "23" }))
        .await
        .wrong_field("of", "correct_the_charge");
    let stylist = till
        .salon
        .token(json!({ "role": "staff", "business_id": till.salon.business, "staff_id": till.salon.staff }));
    let body = json!({ "of": charge, "amount": pln(1), "reason": "x" });
    till.salon
        .post(&till.at("corrections"), &stylist, body)
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn the_ledger_is_listed_in_pages_by_kind_and_person() {
    let till = Till::open().await;
    for n in 1..=7 {
        let mut charge = line("charge", 100 * n);
        if n % 2 == 0 {
            charge["staff_id"] = json!(till.salon.staff);
        }
        till.sold(json!([charge, line("tip", n)])).await;
    }
    assert_eq!(till.listed("month=2027-03&limit=100").await.len(), 14);
    assert_eq!(till.listed("month=2027-03&kind=tip").await.len(), 7);
    assert_eq!(
        till.listed(&format!("month=2027-03&staff_id={}", till.salon.staff))
            .await
            .len(),
        3
    );
    assert!(till.listed("month=2027-02").await.is_empty());
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    for _ in 0..5 {
        let path = till.at(&format!("ledger?month=2027-03&kind=charge&limit=3{cursor}"));
        let page = till.salon.get(&path, &till.salon.owner).await;
        for entry in page.body["data"].as_array().expect("a list") {
            assert!(seen.insert(entry["id"].to_string()), "listed twice");
        }
        let Some(next) = page.body["meta"]["pagination"]["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 7);
    let bad = |query: &str| till.at(&format!("ledger{query}"));
    for (query, path, code) in [
        ("", "month", "required"),
        ("?month=2027-13", "month", "month_malformed"),
        ("?month=2027-03&kind=gift", "kind", "invalid_choice"),
        // `{"PK":"x"}` and `"~"`, neither of which is ours.
        ("?month=2027-03&cursor=eyJQSyI6IngifQ", "cursor", "invalid_cursor"),
        ("?month=2027-03&cursor=In4i", "cursor", "invalid_cursor"),
    ] {
        let refused = till.salon.get(&bad(query), &till.salon.owner).await;
        refused.wrong_field(path, code);
    }
}

#[tokio::test]
async fn a_key_repeats_a_sale_without_selling_twice() {
    let till = Till::open().await;
    let send = |amount: i64| {
        let body = json!({ "method": "cash", "lines": [line("charge", amount)] });
        let asked = request(Method::POST, &till.at("sales")).token(&till.salon.owner);
        till.salon.send(asked.header("idempotency-key", "sale-1").json(&body))
    };
    let first = send(100).await.expect(201);
    assert_eq!(send(100).await.expect(201), first);
    send(200).await.refused(422, "idempotency_key_reused");
    let of = &first["entries"][0]["id"];
    let back = || {
        let body = json!({ "of": of, "amount": pln(60), "method": "cash", "reason": "x" });
        let asked = request(Method::POST, &till.at("refunds")).token(&till.salon.owner);
        till.salon.send(asked.header("idempotency-key", "back-1").json(&body))
    };
    let given = back().await.expect(201);
    assert_eq!(back().await.expect(201), given, "not refused as above the charge");
    assert_eq!(till.month("2027-03").await["documents"], 2);
}

#[tokio::test]
async fn a_month_closes_when_it_is_over_and_takes_nothing_more() {
    let mut till = Till::open().await;
    let sale = till.sold(json!([line("charge", 10_000)])).await;
    let charge = sale["entries"][0]["id"].clone();
    till.close("2027-03").await.refused(409, "month_not_over");
    // Midnight in Warsaw is not yet midnight in Los Angeles.
    till.salon
        .create("/shops", json!({ "name": "West", "time_zone": "America/Los_Angeles" }))
        .await;
    till.after_march().await;
    till.close("2027-03").await.refused(409, "month_not_over");
    till.salon.travel("2027-04-01T07:00:00Z").await;
    till.salon.owner = till
        .salon
        .token(json!({ "role": "owner", "email": "owner@salon.example" }));
    let closed = till.close("2027-03").await.expect(200);
    assert_eq!((&closed["status"], &closed["entries"]), (&json!("closed"), &json!(1)));
    assert!(closed["closed_at"].is_string() && closed["closed_by"].is_string());
    assert_eq!(
        till.close("2027-03").await.expect(200),
        closed,
        "closing twice changes nothing"
    );
    let late = json!({ "method": "cash", "day": "2027-03-31", "lines": [line("charge", 1)] });
    till.sell(late).await.refused(409, "month_closed");
    // What a closed month says is put right in the open one.
    let right = till.correct(&charge, json!({ "amount": pln(9_000) })).await.expect(201);
    assert_eq!(
        (&right["document"], &right["entries"][0]["month"]),
        (&json!("2027/04/000001"), &json!("2027-04"))
    );
    till.refund(&right["entries"][0]["id"], 9_000).await.expect(201);
    assert_eq!(till.month("2027-03").await, closed);
    let stylist = till
        .salon
        .token(json!({ "role": "manager", "business_id": till.salon.business }));
    let path = format!("{}/2027-03/close", till.months());
    till.salon
        .post(&path, &stylist, json!({}))
        .await
        .refused(403, "forbidden");
    assert_eq!(till.close("2027-3").await.status, 404);
}

#[tokio::test]
async fn books_that_do_not_add_up_are_not_closed() {
    let mut till = Till::open().await;
    till.sold(json!([line("charge", 10_000)])).await;
    let business = till.salon.business.parse().expect("an id");
    let month = "2027-03".parse().expect("a month");
    let store = &till.salon.system.app.store;
    let mut books = store.books(business, month).await.expect("read").expect("books");
    *books
        .record
        .totals
        .by_method
        .entry(booking_rules::ledger::PaymentMethod::Cash)
        .or_default() += 1;
    store.replace(&books.record, books.version).await.expect("written");
    till.after_march().await;
    till.close("2027-03").await.refused(409, "books_disagree");
    assert_eq!(till.month("2027-03").await["status"], "open");
}

#[tokio::test]
async fn the_months_of_a_period_are_listed() {
    let till = Till::open().await;
    let dated = |day: &str| json!({ "method": "cash", "day": day, "lines": [line("charge", 100)] });
    for day in ["2026-12-01", "2027-01-31", "2027-03-08"] {
        let sale = till.sell(dated(day)).await.expect(201);
        assert_eq!(sale["entries"][0]["day"], day);
        // Found by its id alone, wherever it was dated.
        till.refund(&sale["entries"][0]["id"], 1).await.expect(201);
    }
    let list = |query: &str| format!("{}{query}", till.months());
    let months = till.salon.get(&list(""), &till.salon.owner).await.expect(200);
    let named: Vec<_> = months.as_array().expect("a list").iter().map(|m| &m["month"]).collect();
    assert_eq!(named, ["2026-12", "2027-01", "2027-03"]);
    for (query, path, code) in [
        ("?from=2027-03&to=2027-02", "to", "reversed_interval"),
        ("?from=2020-01&to=2027-02", "to", "window_too_long"),
        ("?from=march", "from", "month_malformed"),
    ] {
        let refused = till.salon.get(&list(query), &till.salon.owner).await;
        refused.wrong_field(path, code);
    }
}

#[tokio::test]
async fn a_manager_sells_and_sees_within_its_reach_and_no_sums_over_more() {
    let till = Till::open().await;
    let salon = &till.salon;
    let other = salon.hire("Beata", &testkit::Desk::default().weekly).await;
    let with = |staff: &str| json!({ "kind": "charge", "amount": pln(100), "staff_id": staff });
    let mine = till.sold(json!([with(&salon.staff)])).await;
    let theirs = till.sold(json!([with(&other)])).await;
    let manager = salon.sign_up("manager@salon.example").await;
    let (staff, shop) = (salon.staff.parse().expect("an id"), salon.shop.parse().expect("an id"));
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.shops = Scope::Only(vec![shop]);
            place.managed_staff = Scope::Only(vec![staff]);
        })
        .await;
    let listed = salon.get(&till.at("ledger?month=2027-03"), &manager).await.expect(200);
    assert_eq!(listed, json!([mine["entries"][0]]));
    let refund = |of: &Value| json!({ "of": of, "amount": pln(1), "method": "cash", "reason": "x" });
    let post = |what: &str, body: Value| {
        let path = till.at(what);
        let manager = manager.clone();
        async move { salon.post(&path, &manager, body).await }
    };
    post("refunds", refund(&theirs["entries"][0]["id"]))
        .await
        .wrong_field("of", "unknown_entry");
    post("refunds", refund(&mine["entries"][0]["id"])).await.expect(201);
    post("sales", json!({ "method": "cash", "lines": [with(&other)] }))
        .await
        .wrong_field("lines[0].staff_id", "unknown_staff");
    salon.get(&till.months(), &manager).await.refused(403, "forbidden");
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    salon
        .post(
            &till.at("sales"),
            &stylist,
            json!({ "method": "cash", "lines": [with(&salon.staff)] }),
        )
        .await
        .expect(201);
    salon
        .get(&till.at("ledger?month=2027-03"), &stylist)
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn what_is_told_of_a_sale_leads_to_its_entries_and_names_nobody() {
    let till = Till::open().await;
    let sale = till.sold(json!([line("charge", 10_000), line("tip", 500)])).await;
    till.refund(&sale["entries"][0]["id"], 100).await.expect(201);
    till.correct(&sale["entries"][0]["id"], json!({ "amount": pln(9_000) }))
        .await
        .expect(201);
    let path = format!("/businesses/{}/audit", till.salon.business);
    let trail = till.salon.get(&path, &till.salon.owner).await;
    let events = trail.body["data"].as_array().expect("a list").clone();
    for kind in ["SaleRecorded", "SaleRefunded", "EntryCorrected"] {
        let event = events.iter().find(|e| e["type"] == kind).expect("told");
        for told in event["data"]["entries"].as_array().expect("entries") {
            let id = told["entry_id"].as_str().expect("an id").parse().expect("an id");
            let at = told["at"].as_str().expect("an instant").parse().expect("an instant");
            let month = told["month"].as_str().expect("a month").parse().expect("a month");
            let found = till.salon.system.app.store.entry_sheet(id, at, &[month], None).await;
            let entry = found.expect("read").entry.expect("the entry is where the event says");
            assert_eq!(entry.id, id);
        }
    }
    assert!(
        !trail.text.contains("Complaint") && !trail.text.contains("Mistyped"),
        "{}",
        trail.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_refunds_of_one_charge_at_once_exactly_one_wins() {
    let till = Arc::new(Till::open().await);
    for _ in 0..5 {
        let sale = till.sold(json!([line("charge", 10_000)])).await;
        let tries = (0..2).map(|_| {
            let (till, of) = (till.clone(), sale["entries"][0]["id"].clone());
            tokio::spawn(async move { till.refund(&of, 6_000).await })
        });
        let answers: Vec<Answer> = join_all(tries)
            .await
            .into_iter()
            .map(|a| a.expect("no panic"))
            .collect();
        assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 1);
        let refused = answers.iter().find(|a| a.status != 201).expect("a loser");
        refused.refused(409, "refund_above_charge");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_sell_at_once_and_the_numbers_have_no_gap() {
    let till = Arc::new(Till::open().await);
    let tries = (0..24).map(|n| {
        let till = till.clone();
        tokio::spawn(async move { till.sold(json!([line("charge", 100 + n)])).await["document"].clone() })
    });
    let numbers: BTreeSet<String> = join_all(tries)
        .await
        .into_iter()
        .map(|document| document.expect("no panic").as_str().expect("a number").to_owned())
        .collect();
    let expected: BTreeSet<String> = (1..=24).map(|n| format!("2027/03/{n:06}")).collect();
    assert_eq!(numbers, expected);
    assert_eq!(till.month("2027-03").await["entries"], 24);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_recorded_after_a_close_however_close_they_come() {
    let mut till = Till::open().await;
    till.sold(json!([line("charge", 1)])).await;
    till.after_march().await;
    let till = Arc::new(till);
    let sales = (0..12).map(|_| {
        let till = till.clone();
        let late = json!({ "method": "cash", "day": "2027-03-31", "lines": [line("charge", 10)] });
        tokio::spawn(async move { till.sell(late).await })
    });
    let closing = {
        let till = till.clone();
        tokio::spawn(async move { till.close("2027-03").await })
    };
    let (answers, closed) = futures::join!(join_all(sales), closing);
    let closed = closed.expect("no panic").expect(200);
    let answers: Vec<Answer> = answers.into_iter().map(|a| a.expect("no panic")).collect();
    let sold = answers.iter().filter(|a| a.status == 201).count();
    for refused in answers.iter().filter(|a| a.status != 201) {
        refused.refused(409, "month_closed");
    }
    assert_eq!(
        closed["entries"],
        json!(sold + 1),
        "what was closed is what was counted"
    );
    assert_eq!(till.listed("month=2027-03&limit=100").await.len(), sold + 1);
}
