//! Somebody who leaves traces everywhere.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use booking_rules::ids::{AccountId, BookingId, LedgerEntryId};
use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use booking_rules::values::{Currency, Email, Money};
use chrono::{DateTime, Utc};
use http::Method;
use serde_json::{Value, json};
use store::{KnownAs, MessageOutcome, ShopMessage};
use testkit::{Answer, Request, Salon, account_of, request};

pub const NAME: &str = "Żelisława Brzęczyszczykiewicz";
pub const EMAIL: &str = "zelislawa.brz@distinct.example";
pub const PHONE: &str = "+48699123987";
pub const NOTES: &str = "uczulenie na hennę 7731";
pub const REASON: &str = "powód osobisty 4412";
pub const WRITTEN: &str = "spóźnię się kwadrans 9917";
pub const AGENT: &str = "DistinctBrowser/7.7";
pub const ADDRESS: &str = "203.0.113.77";
pub const PASSWORD: &str = "zielony czajnik 7";

/// Somebody else in the same shop.
pub const OTHER: &str = "jan";

/// Everything that tells of the person, in the clear and as it may be hidden.
pub fn words() -> Vec<String> {
    let mut words: Vec<String> = [NAME, EMAIL, PHONE, NOTES, REASON, WRITTEN, AGENT, ADDRESS, "699123987"]
        .map(str::to_owned)
        .into();
    for text in [NAME, EMAIL, PHONE] {
        words.push(STANDARD.encode(text).trim_end_matches('=').to_owned());
        words.push(URL_SAFE_NO_PAD.encode(text));
    }
    // Who the address is of.
    words.push(KnownAs::Email(Email::parse(EMAIL).expect("an address")).key().pk);
    words
}

/// The person, signed in, with what they left behind.
pub struct Person {
    pub token: String,
    pub refresh: String,
    pub account: AccountId,
    /// In the salon: of the past, and to come.
    pub past: String,
    pub future: String,
    /// As a guest of the salon, with the same address.
    pub as_guest: String,
    pub other_past: String,
    pub elsewhere: Elsewhere,
}

/// A second business, and a booking there.
pub struct Elsewhere {
    pub owner: String,
    pub booking: String,
}

fn from_there(asked: Request) -> Request {
    asked.header("user-agent", AGENT).header("x-forwarded-for", ADDRESS)
}

pub async fn ask(salon: &Salon, method: Method, path: &str, token: &str, body: Value) -> Answer {
    let asked = from_there(request(method, path));
    let asked = if token.is_empty() { asked } else { asked.token(token) };
    let asked = if body.is_null() { asked } else { asked.json(&body) };
    salon.send(asked).await
}

fn id(answer: Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

/// Signs in anew; the tokens.
pub async fn sign_in(salon: &Salon) -> Value {
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    ask(salon, Method::POST, "/auth/login", "", body).await.expect(200)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

impl Person {
    /// Registers, books here and there and as a guest, for a day in the past and one to come, agrees, wishes, is told, is
    /// written to and writes back. It is the 10th of March, ten in the morning, then.
    pub async fn settle_in(salon: &Salon) -> Self {
        ask(
            salon,
            Method::POST,
            "/auth/register",
            "",
            json!({ "email": EMAIL, "password": PASSWORD, "account_type": "customer", "name": NAME }),
        )
        .await
        .expect(202);
        let secret = salon.secret_of("confirm_email", EMAIL).await;
        let tokens = ask(
            salon,
            Method::POST,
            "/auth/verify-email",
            "",
            json!({ "token": secret }),
        )
        .await
        .expect(200);
        let token = text(&tokens, "access_token");
        let me = |path: &'static str, method: Method, body: Value| {
            let token = token.clone();
            async move { ask(salon, method, path, &token, body).await }
        };
        me("/me", Method::PATCH, json!({ "name": NAME })).await.expect(200);
        me(
            "/me/preferences",
            Method::PATCH,
            json!({ "time_zone": "Europe/Warsaw" }),
        )
        .await
        .expect(200);
        let favourite = format!("/me/favourites/{}", salon.shop);
        ask(salon, Method::PUT, &favourite, &token, Value::Null)
            .await
            .expect(200);
        let tokens = sign_in(salon).await;
        let token = text(&tokens, "access_token");

        let elsewhere = Elsewhere::open(salon).await;
        let past = book(salon, &token, &salon.shop, &salon.service, "2027-03-09T10:00:00Z").await;
        let future = book(salon, &token, &salon.shop, &salon.service, "2027-03-16T10:00:00Z").await;
        let booking = book(
            salon,
            &token,
            &elsewhere.shop,
            &elsewhere.service,
            "2027-03-09T13:00:00Z",
        )
        .await;
        let as_guest = {
            let wish = json!({
                "shop_id": salon.shop, "service_id": salon.service, "start": "2027-03-09T12:00:00Z", "notes": NOTES,
                "customer": { "name": NAME, "email": EMAIL, "phone": PHONE }
            });
            let asked = from_there(request(Method::POST, "/bookings"))
                .header("idempotency-key", "guest-1")
                .json(&wish);
            id(salon.send(asked).await.expect(201))
        };
        // Nobody works at that hour, so nothing is offered.
        let wait = json!({
            "shop_id": salon.shop, "service_id": salon.service, "from": "2027-03-15", "to": "2027-03-30",
            "window": { "from": "03:00", "to": "04:00" }
        });
        ask(salon, Method::POST, "/waitlist", &token, wait.clone())
            .await
            .expect(201);
        let mut wait_as_guest = wait;
        wait_as_guest["customer"] = json!({ "name": NAME, "email": EMAIL, "phone": PHONE });
        ask(salon, Method::POST, "/waitlist", "", wait_as_guest)
            .await
            .expect(201);
        let other_past = salon.book("2027-03-09T14:00:00Z", OTHER).await.expect(201);
        let other_past = id(other_past);
        let cancelled = book(salon, &token, &salon.shop, &salon.service, "2027-03-20T10:00:00Z").await;
        let path = format!("/bookings/{cancelled}/cancel");
        ask(salon, Method::POST, &path, &token, json!({ "reason": REASON }))
            .await
            .expect(200);
        salon.system.settle().await.expect("at rest");
        salon.travel("2027-03-10T09:00:00Z").await;
        for booking in [&past, &as_guest, &other_past] {
            sell(salon, booking).await;
        }
        write_back(salon, &past).await;
        let account = account_of(&token);
        let tokens = sign_in(salon).await;
        Self {
            token: text(&tokens, "access_token"),
            refresh: text(&tokens, "refresh_token"),
            account,
            past,
            future,
            as_guest,
            other_past,
            elsewhere: Elsewhere {
                owner: elsewhere.owner,
                booking,
            },
        }
    }
}

async fn book(salon: &Salon, token: &str, shop: &str, service: &str, start: &str) -> String {
    let wish = json!({
        "shop_id": shop, "service_id": service, "start": start, "notes": NOTES,
        "customer": {
            "name": NAME, "phone": PHONE,
            "consents": [{ "purpose": "reviews", "channels": ["email"], "text_version": "2027-01" }]
        }
    });
    let asked = from_there(request(Method::POST, "/bookings"))
        .token(token)
        .header("idempotency-key", start)
        .json(&wish);
    id(salon.send(asked).await.expect(201))
}

/// A shop, and what can be booked there.
pub struct Opened {
    owner: String,
    shop: String,
    service: String,
}

impl Elsewhere {
    async fn open(salon: &Salon) -> Opened {
        let token = salon.token(json!({ "role": "owner", "email": "basia@other.example" }));
        let business = json!({ "name": "Studio Basia", "country": "PL", "currency": "PLN", "locale": "pl" });
        let business = id(salon.post("/businesses", &token, business).await.expect(201));
        let owner = salon.token(json!({ "role": "owner", "email": "basia@other.example", "business_id": business }));
        let make = async |path: &str, body: Value| id(salon.post(path, &owner, body).await.expect(201));
        let shop = make("/shops", json!({ "name": "Praga", "time_zone": "Europe/Warsaw" })).await;
        let service =
            json!({ "name": "Paznokcie", "duration_minutes": 60, "price": { "amount": 9_000, "currency": "PLN" } });
        let service = make("/services", service).await;
        let staff = make(
            "/staff",
            json!({ "name": "Basia", "services": [{ "service_id": service }] }),
        )
        .await;
        let day = |day: &str| json!({ "day": day, "from": "09:00", "to": "17:00" });
        let days: Vec<Value> = ["mon", "tue", "wed", "thu", "fri"].map(day).into();
        let weekly = json!({ "weekly": days });
        let path = format!("/staff/{staff}/schedules/{shop}");
        salon
            .send(request(Method::PUT, &path).token(&owner).json(&weekly))
            .await
            .expect(200);
        Opened { owner, shop, service }
    }
}

/// What was paid for a visit, as the books have it.
pub async fn sell(salon: &Salon, booking: &str) {
    let app = &salon.system.app;
    let booking: BookingId = booking.parse().expect("an id");
    let found = app
        .store
        .booking(booking)
        .await
        .expect("read")
        .expect("a booking")
        .record;
    let day = app.now().date_naive();
    let gross = Money::price(12_000, Currency::parse("PLN").expect("a currency")).expect("a price");
    let entry = LedgerEntry {
        id: LedgerEntryId::new(booking.business(), app.new_uuid()),
        shop: found.shop,
        occurred_at: app.now(),
        day,
        kind: EntryKind::Charge,
        amount: VatRate::Percent(23).split(gross),
        method: PaymentMethod::Cash,
        document: DocumentNumber {
            month: LedgerMonth::of(day),
            place: 1,
        },
        sale: SaleRef::Booking(booking),
        service: None,
        staff: None,
        customer: Some(found.customer),
        of: None,
        reason: None,
    };
    assert!(app.store.write_once(&entry).await.expect("written"));
}

/// What the customer wrote to the shop.
async fn write_back(salon: &Salon, booking: &str) {
    let app = &salon.system.app;
    let booking: BookingId = booking.parse().expect("an id");
    let found = app
        .store
        .booking(booking)
        .await
        .expect("read")
        .expect("a booking")
        .record;
    let received_at: DateTime<Utc> = app.now();
    let message = ShopMessage {
        id: app.new_id(booking.business()),
        shop: found.shop,
        booking,
        customer: found.customer,
        staff: Vec::new(),
        from: NAME.to_owned(),
        text: WRITTEN.to_owned(),
        outcome: MessageOutcome::Read,
        received_at,
        expires_at: received_at + chrono::TimeDelta::days(365),
    };
    assert!(app.store.write_once(&message).await.expect("written"));
}

/// The customer of a booking.
pub async fn customer_of(salon: &Salon, booking: &str) -> String {
    let booking: BookingId = booking.parse().expect("an id");
    let found = salon.system.app.store.booking(booking).await.expect("read");
    found.expect("a booking").record.customer.to_string()
}
