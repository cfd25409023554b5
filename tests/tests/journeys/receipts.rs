//! What the till records, its customer is told: once, in their language, and never as a fiscal receipt.

use booking_rules::notices::Channel;
use http::Method;
use providers::delivery::DeliveryError;
use providers::queue::{Queue, QueueMessage, QueueName};
use serde_json::{Value, json};
use testkit::{Salon, request};

const PHONE: &str = "+48601234567";

fn pln(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "PLN" })
}

async fn book(salon: &Salon, start: &str, guest: &str, locale: &str) -> Value {
    let mut wish = salon.wish(start, guest);
    wish["customer"]["locale"] = json!(locale);
    salon.post("/bookings", "", wish).await.expect(201)
}

fn of(booking: &Value, amount: i64) -> Value {
    let charge = json!({ "kind": "charge", "amount": pln(amount) });
    json!({ "booking_id": booking["id"], "method": "card_terminal", "lines": [charge] })
}

async fn sell(salon: &Salon, booking: &Value, amount: i64) -> Value {
    let path = format!("/shops/{}/sales", salon.shop);
    salon.post(&path, &salon.owner, of(booking, amount)).await.expect(201)
}

async fn receipts(salon: &Salon, to: &str) -> Vec<Value> {
    let mut told = salon.messages(to).await;
    told.retain(|message| message["kind"] == "receipt");
    told
}

fn text(message: &Value) -> String {
    message["text"].as_str().expect("a text").replace('\u{a0}', " ")
}

async fn settings(salon: &Salon, body: Value) -> testkit::Answer {
    let path = format!("/businesses/{}/notice-settings", salon.business);
    salon
        .send(request(Method::PATCH, &path).token(&salon.owner).json(&body))
        .await
}

#[tokio::test]
async fn what_was_paid_is_told_once_by_mail_in_the_readers_language() {
    let salon = Salon::open().await;
    let profile = json!({ "tax_profile": { "legal_name": "Salon Ola sp. z o.o.", "tax_id": "5260001246",
        "address": { "province": "mazowieckie", "county": "Warszawa", "municipality": "Warszawa",
            "street": "Piękna", "building": "12", "city": "Warszawa", "postal_code": "00-549" } } });
    let path = format!("/businesses/{}", salon.business);
    let changed = request(Method::PATCH, &path).token(&salon.owner).json(&profile);
    salon.send(changed).await.expect(200);
    for (place, (locale, title, lines)) in [
        (
            "pl",
            "Potwierdzenie płatności 2027/03/000001: 123,00 zł",
            [
                "NIP 5260001246",
                "Wystawiono: poniedziałek, 8 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)",
                "VAT 23%: netto 100,00 zł, podatek 23,00 zł, brutto 123,00 zł",
                "Zapłata: karta 123,00 zł",
                "To nie jest paragon fiskalny ani faktura.",
            ],
        ),
        (
            "en",
            "Confirmation of payment 2027/03/000002: PLN 123.00",
            [
                "tax number 5260001246",
                "Issued: Monday, 8 March 2027, 10:00 (time zone: Europe/Warsaw, UTC+1)",
                "VAT 23%: net PLN 100.00, tax PLN 23.00, gross PLN 123.00",
                "Paid by: card PLN 123.00",
                "This is not a fiscal receipt or an invoice.",
            ],
        ),
        (
            "ar",
            "تأكيد الدفع \u{2066}2027/03/000003\u{2069}: 123.00 PLN",
            [
                "الرقم الضريبي \u{2066}5260001246\u{2069}",
                "تاريخ الإصدار: الاثنين، 8 مارس 2027، الساعة 10:00",
                "الصافي 100.00 PLN، الضريبة 23.00 PLN، الإجمالي 123.00 PLN",
                "طريقة الدفع: بطاقة 123.00 PLN",
                "هذا ليس إيصالًا ضريبيًا ولا فاتورة.",
            ],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let booked = book(&salon, &format!("2027-03-1{place}T10:00:00Z"), locale, locale).await;
        sell(&salon, &booked, 12_300).await;
        let told = receipts(&salon, &format!("{locale}@guests.example")).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let mail = &told[0];
        assert_eq!(
            mail["subject"].as_str().expect("a subject").replace('\u{a0}', " "),
            title
        );
        for line in lines {
            assert!(text(mail).contains(line), "{line} in {}", text(mail));
        }
        let html = mail["html"].as_str().expect("html");
        let direction = if locale == "ar" { "rtl" } else { "ltr" };
        assert!(
            html.contains(&format!("<html lang=\"{locale}\" dir=\"{direction}\">")),
            "{html}"
        );
        assert_eq!(mail["booking_id"], booked["id"]);
    }
    assert!(
        receipts(&salon, PHONE).await.is_empty(),
        "nobody asked for text messages"
    );
}

#[tokio::test]
async fn a_document_is_told_of_once_whatever_is_repeated() {
    let salon = Salon::open().await;
    let booked = book(&salon, "2027-03-10T10:00:00Z", "anna", "pl").await;
    let anna = "anna@guests.example";
    let path = format!("/shops/{}/sales", salon.shop);
    let asked = request(Method::POST, &path)
        .token(&salon.owner)
        .header("idempotency-key", "till-1-0001")
        .json(&of(&booked, 12_000));
    let sale = salon.send(asked.clone()).await.expect(201);
    // The server is down for a moment; its queue gives the message again.
    let _ = salon.messages(anna).await;
    assert_eq!(salon.send(asked).await.expect(201), sale, "the till asks again");
    assert_eq!(receipts(&salon, anna).await.len(), 1);
    salon.system.inbox.fail_next(DeliveryError::transient("451"));
    let back =
        json!({ "of": sale["entries"][0]["id"], "amount": pln(2_000), "method": "cash", "reason": "Reklamacja" });
    let refunds = format!("/shops/{}/refunds", salon.shop);
    salon.post(&refunds, &salon.owner, back).await.expect(201);
    let wrong = json!({ "of": sale["entries"][0]["id"], "vat_rate": "8", "reason": "Zła stawka" });
    let corrections = format!("/shops/{}/corrections", salon.shop);
    salon.post(&corrections, &salon.owner, wrong).await.expect(201);
    let mut titles: Vec<String> = receipts(&salon, anna)
        .await
        .iter()
        .map(|mail| mail["subject"].as_str().expect("a subject").replace('\u{a0}', " "))
        .collect();
    titles.sort();
    assert_eq!(
        titles,
        [
            "Potwierdzenie korekty 2027/03/000003: 0,00 zł",
            "Potwierdzenie płatności 2027/03/000001: 120,00 zł",
            "Potwierdzenie zwrotu 2027/03/000002: -20,00 zł",
        ]
    );
    // An order that its queue hands out twice finds its message sent.
    let booking = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let notices = salon.system.app.store.notices_of(booking).await.expect("notices");
    let receipt = notices
        .iter()
        .find(|notice| notice.record.kind == "receipt")
        .expect("a receipt");
    let order = application::relay::DeliveryOrder::of_notice(&receipt.record);
    let message = QueueMessage::now(json!(order).to_string());
    let again = salon.system.queues.send(QueueName::EmailDelivery, vec![message]);
    again.await.expect("queued");
    assert_eq!(receipts(&salon, anna).await.len(), 3);
    let all: String = receipts(&salon, anna).await.iter().map(text).collect();
    assert!(
        !all.contains("Reklamacja") && !all.contains("stawka"),
        "reasons stay in the shop: {all}"
    );
}

#[tokio::test]
async fn a_business_chooses_the_ways_and_the_words_and_the_reader_the_end() {
    let salon = Salon::open().await;
    settings(&salon, json!({ "receipts": ["whatsapp"] }))
        .await
        .wrong_field("receipts[0]", "invalid_choice");
    let set = settings(&salon, json!({ "receipts": ["sms", "email", "sms"] }))
        .await
        .expect(200);
    assert_eq!(set["receipts"], json!(["email", "sms"]));
    let words = |name: &str, body: Value| {
        let path = format!("/businesses/{}/templates/{name}", salon.business);
        salon.send(request(Method::PUT, &path).token(&salon.owner).json(&body))
    };
    words("receipt/pl/sms", json!({ "text": "{{ total }} {{ when_short }}" }))
        .await
        .wrong_field("text", "template_without_disclaimer");
    words(
        "receipt/pl/sms",
        json!({ "text": "{{ shop }}: {{ total }}, {{ when_short }}. {{ disclaimer }}" }),
    )
    .await
    .expect(200);
    words(
        "receipt/pl/email",
        json!({ "subject": "{{ document }}", "text": "Dziękujemy, {{ customer }}! {{ vat }}" }),
    )
    .await
    .expect(200);
    words("booking_confirmed/pl/email", json!({ "text": "{{ total }}" }))
        .await
        .wrong_field("text", "unknown_variable");
    let booked = book(&salon, "2027-03-10T10:00:00Z", "anna", "pl").await;
    let preview = format!("/businesses/{}/templates/receipt/pl/email/preview", salon.business);
    let on_booking = json!({ "booking_id": booked["id"] });
    salon
        .post(&preview, &salon.owner, on_booking.clone())
        .await
        .refused(409, "nothing_paid");
    sell(&salon, &booked, 12_300).await;
    let sms = receipts(&salon, PHONE).await;
    assert_eq!(
        text(&sms[0]),
        "Srodmiescie: 123,00 zl, pon. 08.03.2027 10:00 (Europe/Warsaw UTC+1). To nie jest paragon fiskalny ani faktura."
    );
    let mail = &receipts(&salon, "anna@guests.example").await[0];
    assert_eq!(mail["subject"], "2027/03/000001");
    assert!(
        text(mail).starts_with("Dziękujemy, anna! VAT 23% netto 100,00 zł"),
        "{}",
        text(mail)
    );
    assert!(text(mail).contains("To nie jest paragon fiskalny ani faktura."));
    let shown = salon.post(&preview, &salon.owner, on_booking).await.expect(200);
    assert_eq!(shown["subject"], "2027/03/000001");

    settings(&salon, json!({ "receipts": [] })).await.expect(200);
    sell(&salon, &booked, 500).await;
    assert_eq!(receipts(&salon, "anna@guests.example").await.len(), 1);

    // Whoever answered STOP gets no text message about money either.
    settings(&salon, json!({ "receipts": ["sms"] })).await.expect(200);
    let phone = booking_rules::values::Phone::parse(PHONE, None).expect("a number");
    let app = &salon.system.app;
    let said = application::Author::guest(None);
    application::wishes::stop(app, None, Channel::Sms, &phone, &said)
        .await
        .expect("stopped");
    sell(&salon, &booked, 700).await;
    assert_eq!(receipts(&salon, PHONE).await.len(), 1);
    let id = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let notices = salon.system.app.store.notices_of(id).await.expect("notices");
    let last = notices
        .iter()
        .filter(|n| n.record.kind == "receipt")
        .max_by_key(|n| n.record.sequence);
    let last = &last.expect("a receipt").record;
    assert_eq!(
        (last.status, last.reason.as_deref()),
        (store::NoticeStatus::Suppressed, Some("opted_out"))
    );
}
