//! Who may ask for which file, and what is wrong with a question.

use application::exports::MOST_SPREADSHEET_ROWS;
use booking_rules::ids::ShopId;
use booking_rules::ledger::{Books, LedgerMonth};
use booking_rules::values::Currency;
use http::Method;
use serde_json::{Value, json};
use store::{Commit, MemberRole, Scope};
use testkit::{Salon, request};

use crate::till::{ask, asked, book, fact, fetched, file, path, shown};

fn ledger() -> Value {
    json!({ "what": "ledger", "from": "2027-03", "to": "2027-03" })
}

#[tokio::test]
async fn what_was_asked_for_is_queued_and_a_repetition_asks_for_nothing_more() {
    let salon = Salon::open().await;
    let once = |body: Value| {
        request(Method::POST, &path(&salon))
            .token(&salon.owner)
            .header("idempotency-key", "march")
            .json(&body)
    };
    let first = salon.send(once(ledger())).await;
    assert_eq!(
        first.header("location"),
        Some(
            format!(
                "/api/v1{}/{}",
                path(&salon),
                first.body["data"]["id"].as_str().expect("an id")
            )
            .as_str()
        )
    );
    let first = first.expect(201);
    assert_eq!((&first["status"], &first["format"]), (&json!("queued"), &json!("csv")));
    assert_eq!(
        (&first["from"], &first["to"]),
        (&json!("2027-03-01"), &json!("2027-03-31"))
    );
    assert_eq!((&first["rows"], &first["link"]), (&json!(0), &Value::Null));
    let again = salon.send(once(ledger())).await.expect(201);
    assert_eq!(first, again);
    let other = json!({ "what": "ledger", "from": "2027-02", "to": "2027-03" });
    salon.send(once(other)).await.refused(422, "idempotency_key_reused");
    let listed = salon.get(&path(&salon), &salon.owner).await.expect(200);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn every_fault_of_a_question_names_its_field() {
    let salon = Salon::open().await;
    ask(&salon, json!({}))
        .await
        .wrong_field("what", "required")
        .wrong_field("from", "required")
        .wrong_field("to", "required");
    let of = |change: Value| {
        let mut body = ledger();
        for (name, value) in change.as_object().expect("an object") {
            body[name] = value.clone();
        }
        body
    };
    for (change, at, code) in [
        (json!({ "what": "everything" }), "what", "invalid_choice"),
        (json!({ "format": "pdf" }), "format", "invalid_choice"),
        (json!({ "format": "xml" }), "format", "not_for_this_export"),
        (
            json!({ "what": "jpk_fa", "format": "csv" }),
            "format",
            "not_for_this_export",
        ),
        (json!({ "from": "March" }), "from", "invalid_date"),
        (json!({ "to": "2027-13" }), "to", "invalid_date"),
        (json!({ "from": "2027-04" }), "to", "reversed_interval"),
        (json!({ "from": "2025-03" }), "to", "window_too_long"),
        (json!({ "shop_ids": [] }), "shop_ids", "required"),
        (json!({ "shop_ids": ["shop"] }), "shop_ids[0]", "invalid_id"),
        (
            json!({ "options": { "separator": "tab" } }),
            "options.separator",
            "invalid_choice",
        ),
        (json!({ "what": "datev" }), "options.datev", "required"),
        (
            json!({ "what": "datev", "options": { "datev": { "consultant": 1, "client": 1, "chart": "skr03" } } }),
            "options.datev.consultant",
            "out_of_range",
        ),
        (
            json!({ "options": { "datev": {} } }),
            "options.datev",
            "not_for_this_export",
        ),
        (
            json!({ "what": "customers", "shop_ids": [salon.shop] }),
            "shop_ids",
            "not_for_this_export",
        ),
    ] {
        ask(&salon, of(change)).await.wrong_field(at, code);
    }
    let across = json!({ "what": "datev", "from": "2026-12", "to": "2027-01",
        "options": { "datev": { "consultant": 29_098, "client": 55_003, "chart": "skr04" } } });
    ask(&salon, across).await.wrong_field("to", "one_year_only");
    // Twenty-four months are not too many.
    ask(&salon, of(json!({ "from": "2025-04" }))).await.expect(201);
}

#[tokio::test]
async fn shops_of_others_cannot_be_asked_for() {
    let salon = Salon::open().await;
    let other: ShopId = ShopId::new(crate::till::business(&salon), salon.system.app.new_uuid());
    let mut body = ledger();
    body["shop_ids"] = json!([salon.shop, other]);
    ask(&salon, body).await.wrong_field("shop_ids[1]", "unknown_shop");
}

#[tokio::test]
async fn ten_files_at_a_time_are_enough() {
    let salon = Salon::open().await;
    for _ in 0..10 {
        ask(&salon, ledger()).await.expect(201);
    }
    ask(&salon, ledger()).await.refused(409, "too_many_exports");
    salon.system.settle().await.expect("at rest");
    ask(&salon, ledger()).await.expect(201);
}

#[tokio::test]
async fn a_manager_gets_the_books_of_its_shops_and_no_customers() {
    let salon = Salon::open().await;
    let wola = json!({ "name": "Wola", "time_zone": "Europe/Warsaw" });
    let wola = salon.create("/shops", wola).await;
    let mut there = fact("2027-03-02", 2_000, 2);
    there.shop = Some(wola.clone());
    book(&salon, &[fact("2027-03-01", 1_000, 1), there]).await;

    let token = salon.sign_up("manager@salon.example").await;
    let own = wola.parse().expect("an id");
    salon
        .place(&token, MemberRole::Manager, |place| {
            place.shops = Scope::Only([own].into())
        })
        .await;
    let send = |asked: testkit::Request| salon.send(asked.token(&token).header("x-business-id", &salon.business));
    let post = |body: Value| send(request(Method::POST, &path(&salon)).json(&body));

    let mut foreign = ledger();
    foreign["shop_ids"] = json!([salon.shop]);
    post(foreign).await.wrong_field("shop_ids[0]", "unknown_shop");
    let customers = json!({ "what": "customers", "from": "2027-03", "to": "2027-03" });
    post(customers.clone()).await.refused(403, "forbidden");

    let made = post(ledger()).await.expect(201);
    assert_eq!(made["shop_ids"], json!([wola]));
    let whole = asked(&salon, ledger()).await;
    let people = asked(&salon, customers).await;
    salon.system.settle().await.expect("at rest");
    let id = made["id"].as_str().expect("an id");
    let text = String::from_utf8(fetched(&salon, id).await).expect("text");
    assert!(text.contains("20.00") && !text.contains("10.00"), "{text}");

    // What is out of reach is not found, and not listed.
    for hidden in [&whole, &people] {
        send(request(Method::GET, &format!("{}/{hidden}", path(&salon))))
            .await
            .refused(404, "not_found");
    }
    let listed = send(request(Method::GET, &path(&salon))).await.expect(200);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["id"], made["id"]);
    assert_eq!(listed[0]["link"], Value::Null, "links are given one by one");
}

#[tokio::test]
async fn staff_and_other_businesses_get_nothing() {
    let salon = Salon::open().await;
    let id = asked(&salon, ledger()).await;
    let token = salon.sign_up("staff@salon.example").await;
    salon.place(&token, MemberRole::Staff, |_| {}).await;
    let one = format!("{}/{id}", path(&salon));
    for (method, at) in [
        (Method::GET, &one),
        (Method::GET, &path(&salon)),
        (Method::POST, &path(&salon)),
    ] {
        let asked = request(method, at)
            .token(&token)
            .header("x-business-id", &salon.business);
        salon.send(asked.json(&ledger())).await.refused(403, "forbidden");
    }
    let other = salon.token(json!({ "role": "owner", "email": "other@elsewhere.example" }));
    let firm = json!({ "name": "Other", "country": "PL", "currency": "PLN", "locale": "pl" });
    let theirs = salon.post("/businesses", &other, firm).await.expect(201);
    let theirs = theirs["id"].as_str().expect("an id");
    salon.get(&one, &other).await.refused(404, "not_found");
    salon.get(&path(&salon), &other).await.refused(404, "not_found");
    let mixed = format!("/businesses/{theirs}/exports/{id}");
    salon.get(&mixed, &other).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_link_is_short_lived_and_whoever_gets_one_is_written_down() {
    let salon = Salon::open().await;
    book(&salon, &[fact("2027-03-01", 1_000, 1)]).await;
    let id = asked(&salon, ledger()).await;
    salon.system.settle().await.expect("at rest");
    let before = crate::till::now(&salon);
    let export = shown(&salon, &id).await;
    let until: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(export["link"]["expires_at"].clone()).expect("an instant");
    let minutes = (until - before).num_minutes();
    assert!((9..=10).contains(&minutes), "{minutes}");
    let url = export["link"]["url"].as_str().expect("a link");
    assert!(url.contains("X-Amz-Expires=600"), "{url}");
    assert!(
        url.contains(&format!(
            "/exports/{}/{id}/ledger-2027-03-01-2027-03-31.csv",
            salon.business
        )),
        "{url}"
    );
    shown(&salon, &id).await;
    let trail = salon
        .get(
            &format!("/businesses/{}/audit?type=ExportLinkGiven", salon.business),
            &salon.owner,
        )
        .await;
    let events = trail.body["data"].as_array().expect("a list");
    assert_eq!(events.len(), 2, "each handing out: {}", trail.text);
    assert_eq!(events[0]["data"]["export_id"], json!(id));
    assert!(!trail.text.contains("X-Amz"), "the link itself is told nobody");
}

#[tokio::test]
async fn a_file_is_deleted_when_its_days_are_over() {
    let salon = Salon::open().await;
    book(&salon, &[fact("2027-03-01", 1_000, 1)]).await;
    let change = request(Method::PATCH, &format!("/businesses/{}", salon.business)).token(&salon.owner);
    let changed = salon
        .send(change.json(&json!({ "exports_kept_days": 2 })))
        .await
        .expect(200);
    assert_eq!(changed["exports_kept_days"], 2);
    let id = asked(&salon, ledger()).await;
    salon.system.settle().await.expect("at rest");
    let prefix = format!("exports/{}/", salon.business);
    let objects = async || {
        use providers::object_store::ObjectStore;
        salon.system.objects.list(&prefix).await.expect("a list").len()
    };
    assert_eq!(objects().await, 1);
    salon.travel("2027-03-10T08:00:00Z").await;
    assert_eq!(shown(&salon, &id).await["status"], "ready");
    salon.travel("2027-03-10T10:00:00Z").await;
    let export = shown(&salon, &id).await;
    assert_eq!((&export["status"], &export["link"]), (&json!("expired"), &Value::Null));
    assert_eq!(objects().await, 0);
    let trail = format!("/businesses/{}/audit?type=ExportExpired", salon.business);
    let trail = salon.get(&trail, &salon.owner).await.expect(200);
    assert_eq!(trail.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn lists_go_on_from_page_to_page() {
    let salon = Salon::open().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(asked(&salon, ledger()).await);
    }
    ids.reverse();
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = salon
            .get(&format!("{}?limit=2{cursor}", path(&salon)), &salon.owner)
            .await;
        for row in page.body["data"].as_array().expect("a list") {
            found.push(row["id"].as_str().expect("an id").to_owned());
        }
        match page.body["meta"]["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, ids);
}

#[tokio::test]
async fn a_form_for_the_tax_office_needs_the_business_to_be_known_there() {
    let salon = Salon::open().await;
    book(&salon, &[fact("2027-03-01", 12_300, 1)]).await;
    let form = json!({ "what": "jpk_fa", "from": "2027-03", "to": "2027-03" });
    ask(&salon, form.clone()).await.refused(409, "tax_profile_missing");
    let business = format!("/businesses/{}", salon.business);
    let patch = |body: Value| salon.send(request(Method::PATCH, &business).token(&salon.owner).json(&body));
    let profile = |tax_id: &str| {
        json!({ "tax_profile": { "legal_name": "Salon Ola sp. z o.o.", "tax_id": tax_id, "tax_office": "1433",
            "address": { "province": "mazowieckie", "county": "Warszawa", "municipality": "Warszawa",
                "street": "Piękna", "building": "12", "city": "Warszawa", "postal_code": "00-549" } } })
    };
    patch(profile("526-00-01-247"))
        .await
        .wrong_field("tax_profile.tax_id", "invalid_tax_id");
    let empty = json!({ "tax_profile": { "tax_office": "14", "address": {} } });
    patch(empty)
        .await
        .wrong_field("tax_profile.legal_name", "required")
        .wrong_field("tax_profile.tax_office", "invalid_tax_office")
        .wrong_field("tax_profile.address.city", "required");
    let changed = patch(profile("526-00-01-246")).await.expect(200);
    assert_eq!(changed["tax_profile"]["tax_id"], "5260001246");
    let xml = String::from_utf8(file(&salon, form.clone()).await).expect("text");
    assert!(
        xml.contains("<NIP>5260001246</NIP>") && xml.contains("<P_15>123.00</P_15>"),
        "{xml}"
    );
    patch(json!({ "tax_profile": null })).await.expect(200);
    ask(&salon, form).await.refused(409, "tax_profile_missing");
}

#[tokio::test]
async fn a_spreadsheet_that_cannot_hold_the_books_is_refused_at_once() {
    let salon = Salon::open().await;
    let month: LedgerMonth = "2027-03".parse().expect("a month");
    let currency = Currency::parse("PLN").expect("a currency");
    let books = |entries| Books {
        entries,
        ..Books::new(crate::till::business(&salon), month, currency)
    };
    let mut commit = Commit::new();
    commit.create(&books(MOST_SPREADSHEET_ROWS + 1)).expect("books");
    salon.system.app.store.commit(&commit).await.expect("written");
    let xlsx = |body: Value| {
        let mut body = body;
        body["format"] = json!("xlsx");
        body
    };
    ask(&salon, xlsx(ledger())).await.refused(409, "too_many_rows_for_xlsx");
    ask(&salon, ledger()).await.expect(201);
    // What is of some shops, or sums, is counted when it is built.
    let mut of_one = xlsx(ledger());
    of_one["shop_ids"] = json!([salon.shop]);
    ask(&salon, of_one).await.expect(201);
    let sums = json!({ "what": "vat_summary", "from": "2027-03", "to": "2027-03" });
    ask(&salon, xlsx(sums)).await.expect(201);
    let mut commit = Commit::new();
    commit.replace(&books(MOST_SPREADSHEET_ROWS), Some(1)).expect("books");
    salon.system.app.store.commit(&commit).await.expect("written");
    ask(&salon, xlsx(ledger())).await.expect(201);
}
