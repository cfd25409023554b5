//! No endpoint asks of the table what its function is not granted: each is driven through its route with a meter on the
//! table, and held against `infra/functions.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use application::relay::DeliveryOrder;
use application::wishes;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use booking_rules::notices::Vendor;
use booking_rules::notices::{Channel, Purpose};
use http::Method;
use serde_json::{Value, json};
use store::{Meter, Notice, Operation::*};
use testkit::{Desk, Request, Salon, account_of, request};
use xtask::functions::{Function, TableAction, Use};

fn svix_signature(id: &str, stamp: i64, body: &str) -> String {
    let secret = local::outside::WEBHOOK_SECRET.trim_start_matches("whsec_");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).expect("base64"));
    let tag = hmac::sign(&key, format!("{id}.{stamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag))
}

fn twilio_call(own_id: &str, reference: &str) -> Request {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"secret");
    let signed =
        format!("http://salon.test/api/v1/webhooks/twilio?n={own_id}MessageSid{reference}MessageStatusdelivered");
    request(Method::POST, &format!("/webhooks/twilio?n={own_id}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "x-twilio-signature",
            &STANDARD.encode(hmac::sign(&key, signed.as_bytes())),
        )
        .raw(format!("MessageSid={reference}&MessageStatus=delivered"))
}

/// Sends requests and holds what they ask of the table against what `infra/functions.toml` grants their function.
struct Grants {
    salon: Salon,
    meter: Arc<Meter>,
    functions: Vec<Function>,
    seen: BTreeSet<String>,
    /// Who asks, if not the owner.
    speaker: Option<String>,
}

impl Grants {
    /// Sends as the owner, or as nobody where the path or body is a guest's.
    async fn ask(&mut self, function: &str, method: Method, path: &str, body: Value) -> Value {
        let asked = request(method, path);
        let public =
            path.starts_with("/guest-bookings") || path.starts_with("/unsubscribe") || body["customer"].is_object();
        let asked = match &self.speaker {
            _ if public => asked,
            Some(token) => asked.token(token),
            None => asked.token(&self.salon.owner),
        };
        let asked = if body.is_null() {
            asked
        } else {
            asked
                .header("idempotency-key", &format!("{function}{path}{}", body["start"]))
                .json(&body)
        };
        self.send(function, asked).await
    }

    async fn send(&mut self, function: &str, asked: Request) -> Value {
        let answer = self.salon.send(asked).await;
        assert!((200..300).contains(&answer.status), "{function}: {}", answer.text);
        let granted = self
            .functions
            .iter()
            .find(|f| f.name == function)
            .expect("a function of the list");
        for used in self.meter.take().into_iter().map(|r| r.operation) {
            // A transaction asks for the actions of its items: one that only deletes needs no other.
            let counts = used == UpdateItem && granted.uses.contains(&Use::CountSearches);
            let deletes = used == TransactWriteItems && granted.table.contains(&TableAction::DeleteItem);
            let action = match used {
                GetItem => TableAction::GetItem,
                BatchGetItem => TableAction::BatchGetItem,
                Query => TableAction::Query,
                // A transaction needs what its items need; one that only deletes needs no more than that.
                TransactWriteItems if !granted.table.contains(&TableAction::PutItem) => TableAction::DeleteItem,
                PutItem | TransactWriteItems => TableAction::PutItem,
                UpdateItem => TableAction::UpdateItem,
                DeleteItem => TableAction::DeleteItem,
            };
            // The meter does not tell a Query of the table from one of an index.
            let of_index = action == TableAction::Query && !granted.indexes.is_empty();
            assert!(
                of_index || deletes || counts || granted.table.contains(&action),
                "{function} needs {action:?}"
            );
        }
        self.seen.insert(function.to_owned());
        answer.body["data"].clone()
    }

    async fn make(&mut self, function: &str, path: &str, body: Value) -> String {
        self.ask(function, Method::POST, path, body).await["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    async fn account(&mut self) {
        self.ask("me-show", Method::GET, "/me", Value::Null).await;
        let change = json!({ "locale": "pl" });
        self.ask("me-update", Method::PATCH, "/me", change).await;
        let favourite = format!("/me/favourites/{}", self.salon.shop);
        self.ask("me-add-favourite", Method::PUT, &favourite, Value::Null).await;
        self.ask("me-list-favourites", Method::GET, "/me/favourites", Value::Null)
            .await;
        self.ask("me-list-invoices", Method::GET, "/me/invoices", Value::Null)
            .await;
        self.ask("me-remove-favourite", Method::DELETE, &favourite, Value::Null)
            .await;
        let path = "/me/preferences";
        self.ask("me-show-preferences", Method::GET, path, Value::Null).await;
        let change = json!({ "time_zone": "Asia/Riyadh" });
        self.ask("me-update-preferences", Method::PATCH, path, change).await;
        let said = json!({ "business_id": self.salon.business, "purpose": "offers", "channel": "sms", "given": true,
            "text_version": "v1" });
        let said = json!({ "consents": [said] });
        self.ask("me-update-consents", Method::PUT, "/me/consents", said).await;
        self.ask("me-list-consents", Method::GET, "/me/consents", Value::Null)
            .await;
    }

    /// What is held about the caller and about a customer: asked for, followed, fetched, and erased last of all.
    async fn data_rights(&mut self) {
        let (method, none) = (Method::POST, Value::Null);
        let booked = self.salon.book("2027-03-26T10:00:00Z", "erna").await.expect(201);
        self.meter.take();
        let customer = format!("/customers/{}", booked["customer_id"].as_str().expect("an id"));
        for (area, whose) in [("me", "/me"), ("customers", customer.as_str())] {
            let made = self
                .make(&format!("{area}-export"), &format!("{whose}/export"), json!({}))
                .await;
            self.salon.system.settle().await.expect("at rest");
            let path = format!("{whose}/data-requests/{made}");
            let show = format!("{area}-show-data-request");
            self.ask(&show, Method::GET, &path, none.clone()).await;
            let path = format!("{path}/download");
            self.ask(&format!("{area}-download-data"), method.clone(), &path, none.clone())
                .await;
        }
        let choice = json!({ "open_bookings": "cancel" });
        let path = format!("{customer}/erase");
        self.ask("customers-erase", method.clone(), &path, choice.clone()).await;
        let mine = self
            .salon
            .token(json!({ "role": "customer", "email": "gone@guests.example" }));
        let owner = std::mem::replace(&mut self.salon.owner, mine);
        self.ask("me-erase", method, "/me/erase", choice).await;
        self.salon.owner = owner;
    }

    /// The link of a booking's reminder, looked at and followed.
    async fn leaving(&mut self, booking: &str) {
        let id = booking
            .rsplit('/')
            .next()
            .and_then(|id| id.parse().ok())
            .expect("an id");
        let app = &self.salon.system.app;
        let booking = app.store.booking(id).await.expect("read").expect("a booking").record;
        let url = wishes::leave_url(app, &booking, Purpose::Reminders, Channel::Email).expect("a link");
        let (_, path) = url.split_once("/api/v1").expect("a path");
        self.ask("unsubscribe-show", Method::GET, path, Value::Null).await;
        self.ask("unsubscribe-confirm", Method::POST, path, Value::Null).await;
    }

    async fn catalogue(&mut self) {
        let (shop, staff) = (
            format!("/shops/{}", self.salon.shop),
            format!("/staff/{}", self.salon.staff),
        );
        let business = format!("/businesses/{}", self.salon.business);
        let service = format!("/services/{}", self.salon.service);
        let category = self
            .make("categories-create", "/categories", json!({ "name": "Hair" }))
            .await;
        let category = format!("/categories/{category}");
        let closure = json!({ "from_date": "2027-05-01", "to_date": "2027-05-01" });
        let closure = self.make("closures-create", &format!("{shop}/closures"), closure).await;
        let off = json!({ "start": "2027-05-02T08:00:00Z", "end": "2027-05-02T09:00:00Z" });
        let off = self.make("time-off-create", &format!("{staff}/time-off"), off).await;
        let schedule = format!("{staff}/schedules/{}", self.salon.shop);
        let new = json!({ "name": "Other", "time_zone": "Europe/Warsaw", "phone": "221234567" });
        self.make("shops-create", "/shops", new).await;
        let price = json!({ "amount": 100, "currency": "PLN" });
        let new = json!({ "name": "Other", "duration_minutes": 30, "price": price });
        let other = format!("/services/{}", self.make("services-create", "/services", new).await);
        let hired = self
            .make(
                "staff-create",
                "/staff",
                json!({ "name": "Ewa", "phone": "601234567", "services": [] }),
            )
            .await;
        let firm = json!({ "name": "Two", "country": "PL", "currency": "PLN", "locale": "pl" });
        let of_business = format!("business_id={}", self.salon.business);
        let hours = json!({ "weekly": Desk::default().weekly });
        let rows = [
            ("businesses-show", Method::GET, business.clone(), Value::Null),
            (
                "businesses-update",
                Method::PATCH,
                business.clone(),
                json!({ "name": "New" }),
            ),
            (
                "businesses-list-mine",
                Method::GET,
                "/businesses".to_owned(),
                Value::Null,
            ),
            ("shops-list-mine", Method::GET, format!("{business}/shops"), Value::Null),
            ("shops-show", Method::GET, shop.clone(), Value::Null),
            (
                "shops-update",
                Method::PATCH,
                shop.clone(),
                json!({ "phone": "221234567" }),
            ),
            (
                "shops-show-settings",
                Method::GET,
                format!("{shop}/settings"),
                Value::Null,
            ),
            (
                "shops-update-settings",
                Method::PATCH,
                format!("{shop}/settings"),
                json!({ "min_notice_minutes": 30 }),
            ),
            ("closures-list", Method::GET, format!("{shop}/closures"), Value::Null),
            (
                "closures-delete",
                Method::DELETE,
                format!("{shop}/closures/{closure}"),
                Value::Null,
            ),
            (
                "categories-list",
                Method::GET,
                format!("/categories?{of_business}"),
                Value::Null,
            ),
            ("categories-show", Method::GET, category.clone(), Value::Null),
            (
                "categories-update",
                Method::PATCH,
                category.clone(),
                json!({ "name": "Hair care" }),
            ),
            (
                "categories-archive",
                Method::POST,
                format!("{category}/archive"),
                Value::Null,
            ),
            (
                "services-list",
                Method::GET,
                format!("/services?{of_business}"),
                Value::Null,
            ),
            ("services-show", Method::GET, service.clone(), Value::Null),
            ("services-update", Method::PATCH, service, json!({ "name": "Cut" })),
            (
                "services-archive",
                Method::POST,
                format!("{other}/archive"),
                Value::Null,
            ),
            ("staff-list", Method::GET, format!("/staff?{of_business}"), Value::Null),
            ("staff-show", Method::GET, staff.clone(), Value::Null),
            (
                "staff-update",
                Method::PATCH,
                staff.clone(),
                json!({ "phone": "601234567" }),
            ),
            (
                "staff-set-services",
                Method::PUT,
                format!("/staff/{hired}/services"),
                json!({ "services": [] }),
            ),
            (
                "staff-archive",
                Method::POST,
                format!("/staff/{hired}/archive"),
                Value::Null,
            ),
            ("schedules-show", Method::GET, schedule.clone(), Value::Null),
            ("schedules-set", Method::PUT, schedule, hours),
            ("time-off-list", Method::GET, format!("{staff}/time-off"), Value::Null),
            (
                "time-off-delete",
                Method::DELETE,
                format!("{staff}/time-off/{off}"),
                Value::Null,
            ),
            ("businesses-create", Method::POST, "/businesses".to_owned(), firm),
        ];
        for (function, method, path, body) in rows {
            self.ask(function, method, &path, body).await;
        }
    }

    /// A booking made by a guest, for the operation named to find.
    async fn booked(&mut self, hour: u8) -> (String, String) {
        let wish = self
            .salon
            .wish(&format!("2027-03-12T{hour:02}:00:00Z"), &format!("guest{hour}"));
        let made = self.ask("bookings-create", Method::POST, "/bookings", wish).await;
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        (
            format!("/bookings/{}", text("id")),
            format!("/guest-bookings/{}", text("manage_token")),
        )
    }

    /// A message of the other issuer, signed as it signs: one that makes an account, and one that ends it with its sessions.
    async fn user_events(&mut self) {
        let user = json!({
            "id": "user_1", "updated_at": 1, "primary_email_address_id": "1",
            "email_addresses": [{ "id": "1", "email_address": "a@people.example", "verification": { "status": "verified" } }]
        });
        for (kind, id) in [("user.created", "msg_1"), ("user.deleted", "msg_2")] {
            let body = json!({ "type": kind, "data": user }).to_string();
            let stamp = self.salon.system.app.now().timestamp();
            let asked = request(Method::POST, "/webhooks/clerk")
                .header("svix-id", id)
                .header("svix-timestamp", &stamp.to_string())
                .header("svix-signature", &svix_signature(id, stamp, &body));
            self.send("webhooks-clerk", asked.raw(body)).await;
        }
    }

    /// What vendors tell of messages that they were given, and the log of those.
    async fn messages(&mut self) {
        let settings = format!("/businesses/{}/notice-settings", self.salon.business);
        for (number, vendor) in [Vendor::Twilio, Vendor::Serwersms, Vendor::Unifonic]
            .into_iter()
            .enumerate()
        {
            let order = json!({ "vendors": { "sms": [vendor.as_str()], "email": ["sendgrid"] } });
            self.ask("notice-settings-update", Method::PATCH, &settings, order)
                .await;
            let guest = format!("caller{number}");
            let booked = self
                .salon
                .book(&format!("2027-03-19T{:02}:00:00Z", 9 + number), &guest)
                .await
                .expect(201);
            self.salon.system.settle().await.expect("rest");
            self.meter.take();
            let own_id = |channel: &str| {
                format!(
                    "n-{}-booking_requested-{channel}-0",
                    booked["id"].as_str().expect("an id")
                )
            };
            self.salon.system.callbacks.set(vendor, "secret");
            match vendor {
                Vendor::Twilio => {
                    let sms = self.reference(&own_id("sms")).await;
                    self.send("webhooks-twilio", twilio_call(&own_id("sms"), &sms)).await;
                    let email = self.reference(&own_id("email")).await;
                    self.sendgrid(&own_id("email"), &email).await;
                }
                _ => {
                    let path = format!("/webhooks/{}?key=secret&n={}", vendor.as_str(), own_id("sms"));
                    let function = format!("webhooks-{}", vendor.as_str());
                    self.send(&function, request(Method::POST, &path)).await;
                }
            }
        }
        let order = json!({ "vendors": { "sms": [], "email": [] } });
        self.ask("notice-settings-update", Method::PATCH, &settings, order)
            .await;
        self.ask("notice-settings-show", Method::GET, &settings, Value::Null)
            .await;
        let shop = format!("/shops/{}/notices", self.salon.shop);
        let period = "from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z&status=sent";
        let listed = self
            .ask(
                "shop-notices-list",
                Method::GET,
                &format!("{shop}?{period}"),
                Value::Null,
            )
            .await;
        let sent = listed[0]["id"].as_str().expect("a message");
        self.ask(
            "notices-resend",
            Method::POST,
            &format!("{shop}/{sent}/resend"),
            json!({}),
        )
        .await;
        // No test can sign for SNS; what it tells is followed as what SendGrid tells.
        let table = |name: &str| self.functions.iter().find(|f| f.name == name).map(|f| f.table.clone());
        assert_eq!(table("webhooks-ses"), table("webhooks-sendgrid"));
        self.seen.insert("webhooks-ses".to_owned());
    }

    /// What its vendor calls a message.
    async fn reference(&mut self, own_id: &str) -> String {
        let order = DeliveryOrder::parse_own_id(own_id).expect("an order");
        let found = self
            .salon
            .system
            .app
            .store
            .parcel::<Notice>(order.key())
            .await
            .expect("read");
        found.expect("a notice").record.reference.expect("it was taken")
    }

    async fn sendgrid(&mut self, own_id: &str, reference: &str) {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.as_ref()).expect("a key");
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a public key");
        self.salon
            .system
            .callbacks
            .set(Vendor::Sendgrid, &STANDARD.encode(public.as_ref()));
        let stamp = self.salon.system.app.now().timestamp().to_string();
        let body = json!([{ "event": "delivered", "sg_message_id": reference, "own_id": own_id }]).to_string();
        let signature = key.sign(&random, format!("{stamp}{body}").as_bytes()).expect("signed");
        let call = request(Method::POST, "/webhooks/sendgrid")
            .header("x-twilio-email-event-webhook-signature", &STANDARD.encode(signature))
            .header("x-twilio-email-event-webhook-timestamp", &stamp);
        self.send("webhooks-sendgrid", call.raw(body)).await;
    }

    /// What people are told, and what they answer.
    async fn notices(&mut self) {
        let business = format!("/businesses/{}", self.salon.business);
        let settings = format!("{business}/notice-settings");
        self.ask("notice-settings-show", Method::GET, &settings, Value::Null)
            .await;
        let change = json!({ "two_way_sms": true });
        self.ask("notice-settings-update", Method::PATCH, &settings, change)
            .await;
        let choices = format!("{business}/letter-choices");
        self.ask("letter-choices-show", Method::GET, &choices, Value::Null)
            .await;
        self.ask(
            "letter-choices-update",
            Method::PATCH,
            &choices,
            json!({ "digest": false }),
        )
        .await;
        let messages = format!("/shops/{}/messages", self.salon.shop);
        self.ask("shop-messages-list", Method::GET, &messages, Value::Null)
            .await;
        self.salon.system.settle().await.expect("the system comes to rest");
        let list = self.ask("notices-list", Method::GET, "/me/notices", Value::Null).await;
        let first = list["notices"][0]["id"].as_str().expect("something told");
        let path = format!("/me/notices/{first}/read");
        self.ask("notices-mark-read", Method::POST, &path, Value::Null).await;
        self.ask(
            "notices-mark-all-read",
            Method::POST,
            "/me/notices/read-all",
            Value::Null,
        )
        .await;
        self.answers().await;
    }

    /// Each way of answering a text message: the visit that the number is asked about waits for the shop's consent.
    async fn answers(&mut self) {
        self.salon.system.callbacks.set(Vendor::Twilio, "secret");
        let wish = self.salon.wish("2027-03-25T10:00:00Z", "ewa");
        self.ask("bookings-create", Method::POST, "/bookings", wish).await;
        self.salon.system.settle().await.expect("the system comes to rest");
        for (id, text) in [
            ("SM1", "words"),
            ("SM2", "HELP"),
            ("SM3", "NO"),
            ("SM4", "STOP"),
            ("SM5", "START"),
        ] {
            let (number, ours) = ("+48601234567", "+48732000000");
            let signed = format!("Body{text}From{number}MessageSid{id}To{ours}");
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"secret");
            let url = "http://salon.test/api/v1/webhooks/inbound-sms";
            let tag = hmac::sign(&key, format!("{url}{signed}").as_bytes());
            let body = format!("Body={text}&From=%2B48601234567&MessageSid={id}&To=%2B48732000000");
            let asked = request(Method::POST, "/webhooks/inbound-sms")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("x-twilio-signature", &STANDARD.encode(tag));
            self.send("webhooks-inbound-sms", asked.raw(body)).await;
        }
    }

    async fn signing_keys(&mut self) {
        self.ask("auth-jwks", Method::GET, "/.well-known/jwks.json", Value::Null)
            .await;
    }

    async fn api_keys(&mut self) {
        let key = json!({ "name": "Website", "permissions": ["read_shops"] });
        let key = self.make("auth-create-api-key", "/auth/api-keys", key).await;
        self.ask("auth-list-api-keys", Method::GET, "/auth/api-keys", Value::Null)
            .await;
        let key = format!("/auth/api-keys/{key}");
        self.ask("auth-revoke-api-key", Method::DELETE, &key, Value::Null).await;
    }

    async fn exports(&mut self) {
        let exports = format!("/businesses/{}/exports", self.salon.business);
        let new = json!({ "what": "ledger", "from": "2027-03", "to": "2027-03" });
        let id = self.make("exports-create", &exports, new).await;
        self.salon.system.settle().await.expect("at rest");
        self.meter.take();
        self.ask("exports-show", Method::GET, &format!("{exports}/{id}"), Value::Null)
            .await;
        self.ask("exports-list", Method::GET, &exports, Value::Null).await;
    }

    async fn till(&mut self) {
        let money = |amount| json!({ "amount": amount, "currency": "PLN" });
        let booked = self.salon.book("2027-03-19T13:00:00Z", "payer").await.expect(201);
        self.meter.take();
        let shop = format!("/shops/{}", self.salon.shop);
        let line = json!({ "kind": "charge", "amount": money(100), "service_id": self.salon.service });
        let sale = json!({ "booking_id": booked["id"], "method": "cash", "lines": [line] });
        let sold = self
            .ask("ledger-record-sale", Method::POST, &format!("{shop}/sales"), sale)
            .await;
        let of = &sold["entries"][0]["id"];
        let back = json!({ "of": of, "amount": money(10), "method": "cash", "reason": "Complaint" });
        self.ask("ledger-refund", Method::POST, &format!("{shop}/refunds"), back)
            .await;
        let right = json!({ "of": of, "staff_id": self.salon.staff, "amount": money(90), "reason": "Mistyped" });
        self.ask("ledger-correct", Method::POST, &format!("{shop}/corrections"), right)
            .await;
        let list = format!("{shop}/ledger?month=2027-03");
        self.ask("ledger-list", Method::GET, &list, Value::Null).await;
        let tab = format!("/bookings/{}/tab", booked["id"].as_str().expect("an id"));
        self.ask("ledger-show-tab", Method::GET, &tab, Value::Null).await;
        let months = format!("/businesses/{}/ledger/months", self.salon.business);
        self.ask("ledger-list-months", Method::GET, &months, Value::Null).await;
        let close = format!("{months}/2027-02/close");
        self.ask("ledger-close-month", Method::POST, &close, Value::Null).await;
    }

    async fn hooks(&mut self) {
        let hooks = format!("/businesses/{}/hooks", self.salon.business);
        let new = json!({ "url": "http://127.0.0.1:9/", "events": ["*"] });
        let id = self.make("hooks-create", &hooks, new).await;
        self.ask("hooks-list", Method::GET, &hooks, Value::Null).await;
        let hook = format!("/hooks/{id}");
        let delivery = self.make("hooks-test", &format!("{hook}/test"), Value::Null).await;
        self.salon.system.settle().await.expect("at rest");
        self.salon.put_an_end_to(&id, &delivery).await;
        self.meter.take();
        let deliveries = format!("{hook}/deliveries");
        self.ask("hooks-deliveries", Method::GET, &deliveries, Value::Null)
            .await;
        let again = format!("{deliveries}/{delivery}/replay");
        self.ask("hooks-replay", Method::POST, &again, Value::Null).await;
        self.salon.put_an_end_to(&id, &delivery).await;
        self.meter.take();
        let since = json!({ "since": "2027-03-08T00:00:00Z" });
        self.ask("hooks-replay-failed", Method::POST, &format!("{hook}/replay"), since)
            .await;
        let secret = format!("{hook}/rotate-secret");
        self.ask("hooks-rotate-secret", Method::POST, &secret, Value::Null)
            .await;
        let change = json!({ "url": "http://127.0.0.1:10/" });
        self.ask("hooks-update", Method::PATCH, &hook, change).await;
        self.ask("hooks-delete", Method::DELETE, &hook, Value::Null).await;
    }

    async fn customer_notes(&mut self, booking: &str) {
        let shown = self.salon.get(booking, &self.salon.owner).await.expect(200);
        self.meter.take();
        let notes = format!("/customers/{}/notes", shown["customer_id"].as_str().expect("an id"));
        self.ask("customer-notes-add", Method::POST, &notes, json!({ "text": "words" }))
            .await;
        self.ask("customer-notes-list", Method::GET, &notes, Value::Null).await;
    }

    /// Two wait for a free day, so both are held a time; one takes it, one leaves.
    async fn waitlist(&mut self) {
        let wait = |guest: &str| {
            json!({
                "shop_id": self.salon.shop, "service_id": self.salon.service, "from": "2027-03-18", "to": "2027-03-18",
                "customer": { "name": guest, "email": format!("{guest}@guests.example"), "phone": "+48601234567" }
            })
        };
        let (first, second) = (wait("iga"), wait("ula"));
        self.make("waitlist-join", "/waitlist", first).await;
        let second = self.salon.post("/waitlist", "", second).await.expect(201);
        self.salon.system.settle().await.expect("the system comes to rest");
        self.meter.take();
        let line = format!("/waitlist?shop_id={}", self.salon.shop);
        let line = self.ask("waitlist-list", Method::GET, &line, Value::Null).await;
        let offer = line[0]["offer"]["booking_id"].as_str().expect("an offer");
        let accept = format!("/waitlist/offers/{offer}/accept");
        self.ask("waitlist-accept-offer", Method::POST, &accept, Value::Null)
            .await;
        let entry = second["id"].as_str().expect("an id");
        self.ask(
            "waitlist-leave",
            Method::DELETE,
            &format!("/waitlist/{entry}"),
            Value::Null,
        )
        .await;
    }

    async fn bookings(&mut self) {
        let search = format!("shop_id={}&service_id={}", self.salon.shop, self.salon.service);
        let period = "from=2027-03-10T00:00:00Z&to=2027-03-20T00:00:00Z";
        let (confirmed, guest) = self.booked(8).await;
        self.customer_notes(&confirmed).await;
        let (rejected, _) = self.booked(10).await;
        self.leaving(&rejected).await;
        let (missed, missed_link) = self.booked(12).await;
        let to = |hour: u8| json!({ "start": format!("2027-03-12T{hour:02}:00:00Z") });
        let rows = [
            (
                "availability-search",
                Method::GET,
                format!("/availability?{search}&{period}"),
                Value::Null,
            ),
            (
                "availability-next",
                Method::GET,
                format!("/availability/next?{search}"),
                Value::Null,
            ),
            (
                "shop-bookings-list",
                Method::GET,
                format!("/shops/{}/bookings?{period}", self.salon.shop),
                Value::Null,
            ),
            ("bookings-list", Method::GET, "/bookings".to_owned(), Value::Null),
            ("bookings-show", Method::GET, confirmed.clone(), Value::Null),
            (
                "bookings-ics",
                Method::GET,
                format!("{confirmed}/calendar.ics"),
                Value::Null,
            ),
            (
                "bookings-update",
                Method::PATCH,
                confirmed.clone(),
                json!({ "notes": "by the window" }),
            ),
            ("guest-booking-show", Method::GET, guest.clone(), Value::Null),
            (
                "guest-booking-reschedule",
                Method::POST,
                format!("{guest}/reschedule"),
                to(14),
            ),
            (
                "bookings-reschedule",
                Method::POST,
                format!("{confirmed}/reschedule"),
                to(9),
            ),
            (
                "bookings-confirm",
                Method::POST,
                format!("{confirmed}/confirm"),
                Value::Null,
            ),
            (
                "bookings-confirm",
                Method::POST,
                format!("{missed}/confirm"),
                Value::Null,
            ),
            (
                "bookings-reject",
                Method::POST,
                format!("{rejected}/reject"),
                Value::Null,
            ),
            (
                "bookings-check-in",
                Method::POST,
                format!("{confirmed}/check-in"),
                Value::Null,
            ),
            (
                "bookings-complete",
                Method::POST,
                format!("{confirmed}/complete"),
                Value::Null,
            ),
        ];
        for (function, method, path, body) in rows {
            self.ask(function, method, &path, body).await;
        }
        let (cancelled, _) = self.booked(15).await;
        self.ask(
            "bookings-cancel",
            Method::POST,
            &format!("{cancelled}/cancel"),
            Value::Null,
        )
        .await;
        self.waitlist().await;
        let (_, withdrawn) = self.booked(14).await;
        self.ask(
            "guest-booking-cancel",
            Method::POST,
            &format!("{withdrawn}/cancel"),
            Value::Null,
        )
        .await;
        self.ask("guest-booking-show", Method::GET, &missed_link, Value::Null)
            .await;
        self.salon
            .system
            .clock
            .set("2027-03-12T12:10:00Z".parse().expect("an instant"));
        self.salon.owner = self
            .salon
            .token(json!({ "role": "owner", "email": "owner@salon.example" }));
        self.ask(
            "bookings-mark-no-show",
            Method::POST,
            &format!("{missed}/no-show"),
            Value::Null,
        )
        .await;
        self.account().await;
        self.ask("platform-health", Method::GET, "/health", Value::Null).await;
    }
}

impl Grants {
    async fn accounts(&mut self) {
        const EMAIL: &str = "guest12@guests.example";
        const OLD: &str = "correct horse battery";
        const NEW: &str = "staple battery horse";
        let wanted = json!({ "email": EMAIL, "password": OLD });
        let method = Method::POST;
        self.ask("auth-register", method.clone(), "/auth/register", wanted)
            .await;
        let token = json!({ "token": self.salon.secret_of("confirm_email", EMAIL).await });
        // Claims the booking that the guest made before.
        self.ask("auth-verify-email", method.clone(), "/auth/verify-email", token)
            .await;
        for minutes in [15, 15] {
            let later = self.salon.system.app.now() + chrono::TimeDelta::minutes(minutes);
            self.salon.system.clock.set(later);
            for _ in 0..5 {
                self.salon.login(EMAIL, NEW).await.refused(401, "unauthenticated");
            }
        }
        self.meter.take();
        let token = json!({ "token": self.salon.secret_of("sign_in_locked", EMAIL).await });
        self.ask("auth-unlock", method.clone(), "/auth/unlock", token).await;
        let whose = json!({ "email": EMAIL });
        self.ask(
            "auth-request-password-reset",
            method.clone(),
            "/auth/password-reset",
            whose,
        )
        .await;
        let token = self.salon.secret_of("reset_password", EMAIL).await;
        let new = json!({ "token": token, "password": NEW });
        self.ask(
            "auth-reset-password",
            method.clone(),
            "/auth/password-reset/confirm",
            new,
        )
        .await;
        let wanted = json!({ "email": EMAIL, "password": NEW });
        let other = self
            .ask("auth-login", method.clone(), "/auth/login", wanted.clone())
            .await;
        let own = self.ask("auth-login", method.clone(), "/auth/login", wanted).await;
        let token = json!({ "refresh_token": own["refresh_token"] });
        let own = self.ask("auth-refresh", method.clone(), "/auth/refresh", token).await;
        let access = |tokens: &Value| tokens["access_token"].as_str().expect("a token").to_owned();
        let owner = std::mem::replace(&mut self.salon.owner, access(&own));
        let listed = self
            .ask("auth-list-sessions", Method::GET, "/auth/sessions", Value::Null)
            .await;
        let sessions = listed.as_array().expect("a list");
        let foreign = sessions.iter().find(|s| s["current"] == false).expect("the other one");
        let path = format!("/auth/sessions/{}", foreign["id"].as_str().expect("an id"));
        self.ask("auth-revoke-session", Method::DELETE, &path, Value::Null)
            .await;
        self.ask("auth-logout", method.clone(), "/auth/logout", Value::Null)
            .await;
        self.salon.owner = access(&other);
        self.ask("auth-logout-all", method, "/auth/logout-all", Value::Null)
            .await;
        self.salon.owner = owner;
    }
}

impl Grants {
    async fn members(&mut self) {
        let members = format!("/businesses/{}/members", self.salon.business);
        let email = "member@salon.example";
        let invitation = json!({ "email": email, "role": "manager", "shops": [self.salon.shop] });
        self.ask("members-invite", Method::POST, &members, invitation).await;
        let member = self.salon.sign_up(email).await;
        let letter = self.salon.messages(email).await.pop().expect("a letter");
        let link = letter["text"].as_str().and_then(|text| text.split("token=").nth(1));
        let token = link.and_then(|rest| rest.split_whitespace().next()).expect("a link");
        self.meter.take();
        self.speaker = Some(member.clone());
        let path = format!("/invitations/{token}/accept");
        self.ask("members-accept", Method::POST, &path, Value::Null).await;
        self.speaker = None;
        let booked = self.salon.book("2027-03-18T09:00:00Z", "member").await.expect(201);
        let customer = booked["customer_id"].clone();
        self.meter.take();
        self.words(&booked["id"]).await;
        let path = format!("{members}/{}", account_of(&member));
        self.ask("members-list", Method::GET, &members, Value::Null).await;
        let reach = json!({ "customers": [customer] });
        self.ask("members-update", Method::PATCH, &path, reach).await;
        self.ask("members-remove", Method::DELETE, &path, Value::Null).await;
        let trail = format!("/businesses/{}/audit", self.salon.business);
        self.ask("audit-list", Method::GET, &trail, Value::Null).await;
    }

    async fn platform(&mut self) {
        let admin = json!({ "role": "admin", "email": "operator@salonbook.example" });
        self.speaker = Some(self.salon.token(admin));
        let redrive = "/queues/sms/redrive";
        self.ask("queues-redrive", Method::POST, redrive, Value::Null).await;
        self.ask("backups-list", Method::GET, "/platform/backups", Value::Null)
            .await;
        self.ask(
            "backups-drill-report",
            Method::GET,
            "/platform/backups/drills",
            Value::Null,
        )
        .await;
        self.speaker = None;
    }
}

impl Grants {
    async fn reports(&mut self) {
        for name in [
            "revenue",
            "service-profitability",
            "staff-utilisation",
            "retention",
            "no-shows",
            "conversion",
            "kpi",
        ] {
            let shop = &self.salon.shop;
            let path = format!("/shops/{shop}/reports/{name}?from=2027-03-01&to=2027-03-31&by=month");
            self.ask(&format!("reports-{name}"), Method::GET, &path, Value::Null)
                .await;
        }
        let app = &self.salon.system.app;
        let shop: booking_rules::ids::ShopId = self.salon.shop.parse().expect("an id");
        let day = app.now().date_naive();
        let zloty = booking_rules::values::Currency::parse("PLN").expect("a currency");
        let written = store::ReportFile {
            shop,
            kind: "daily".to_owned(),
            period: day.to_string(),
            from: day,
            to: day,
            objects: vec![format!("exports/{}/reports/daily/{shop}/{day}.csv", shop.business())],
            bytes: vec![1],
            revenue: booking_rules::values::Money::new(0, zloty),
            written_at: app.now(),
            kept_until: app.now() + chrono::TimeDelta::days(7),
        };
        assert!(app.store.write_once(&written).await.expect("written"));
        self.meter.take();
        let files = format!("/shops/{shop}/reports/files");
        self.ask("reports-list-files", Method::GET, &files, Value::Null).await;
        let one = format!("{files}/daily-{day}");
        self.ask("reports-show-file", Method::GET, &one, Value::Null).await;
    }
}

impl Grants {
    async fn words(&mut self, booking: &Value) {
        let business = format!("/businesses/{}", self.salon.business);
        let settings = format!("{business}/notice-settings");
        self.ask("notice-settings-show", Method::GET, &settings, Value::Null)
            .await;
        let change = json!({ "daily_cap": 4 });
        self.ask("notice-settings-update", Method::PATCH, &settings, change)
            .await;
        let all = format!("{business}/templates");
        let one = format!("{all}/booking_confirmed/pl/sms");
        let own = json!({ "text": "{{ when }}" });
        self.ask("templates-update", Method::PUT, &one, own).await;
        self.ask("templates-list", Method::GET, &all, Value::Null).await;
        let on = json!({ "booking_id": booking });
        self.ask("templates-preview", Method::POST, &format!("{one}/preview"), on)
            .await;
        self.ask("templates-reset", Method::DELETE, &one, Value::Null).await;
    }
}

/// The six digits an authenticator shows now.
fn authenticator(secret: &str, salon: &Salon) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let built = totp_rs::Builder::new().with_secret(secret).build().expect("a secret");
    let now = u64::try_from(salon.system.app.now().timestamp()).expect("after 1970");
    built.generate(now).to_string()
}

impl Grants {
    async fn by_code(&mut self) -> Value {
        let phone = "+48601234599";
        let wish = json!({ "phone": phone });
        self.ask("auth-request-code", Method::POST, "/auth/code", wish).await;
        let sent = self.salon.system.inbox.list(Some(phone)).pop().expect("a code");
        let code = sent.text.split(' ').next().expect("six digits").to_owned();
        let told = json!({ "phone": phone, "code": code });
        self.ask("auth-verify-code", Method::POST, "/auth/code/verify", told)
            .await
    }

    async fn codes(&mut self) {
        let tokens = self.by_code().await;
        tokens["access_token"]
            .as_str()
            .expect("a token")
            .clone_into(&mut self.salon.owner);
        let begun = self
            .ask("auth-enroll-totp", Method::POST, "/auth/totp", Value::Null)
            .await;
        let code = authenticator(begun["secret"].as_str().expect("a secret"), &self.salon);
        let first = json!({ "code": code });
        let confirmed = self
            .ask("auth-confirm-totp", Method::POST, "/auth/totp/confirm", first)
            .await;
        let now = self.salon.system.app.now();
        self.salon.system.clock.set(now + chrono::TimeDelta::minutes(2));
        let half = self.by_code().await;
        let answer = json!({ "challenge": half["challenge"], "recovery_code": confirmed["recovery_codes"][0] });
        let path = "/auth/login/second-factor";
        self.ask("auth-login-second-factor", Method::POST, path, answer).await;
        let shown = json!({ "recovery_code": confirmed["recovery_codes"][1] });
        self.ask("auth-disable-totp", Method::DELETE, "/auth/totp", shown).await;
    }
}

#[tokio::test]
async fn no_endpoint_asks_of_the_table_what_its_function_is_not_granted() {
    let settings = json!({ "confirmation": "by_shop", "staff_daily_limit": 20, "start_grid": "after_booking" });
    let (salon, meter) = Salon::open_with(Desk {
        settings,
        ..Desk::default()
    })
    .await
    .metered();
    let functions = xtask::functions::read(&xtask::workspace::root()).expect("the list of functions");
    let reaching = |f: &&Function| f.is_documented() && !f.table.is_empty();
    let listed: BTreeSet<String> = functions.iter().filter(reaching).map(|f| f.name.clone()).collect();
    let mut grants = Grants {
        salon,
        meter,
        functions,
        seen: BTreeSet::new(),
        speaker: None,
    };
    grants.signing_keys().await;
    grants.api_keys().await;
    grants.hooks().await;
    grants.reports().await;
    grants.exports().await;
    grants.till().await;
    grants.user_events().await;
    grants.bookings().await;
    grants.notices().await;
    grants.members().await;
    grants.messages().await;
    grants.platform().await;
    grants.data_rights().await;
    // Last, for whoever owns two businesses must say which one is meant.
    grants.catalogue().await;
    grants.accounts().await;
    grants.codes().await;
    assert_eq!(grants.seen, listed, "every endpoint that reaches the table was asked");
}
