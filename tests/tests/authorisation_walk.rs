//! Every operation of the document, asked by those who may not: nobody, forgers, the wrong role, another business, a
//! manager out of its reach.

use api::auth::Claims;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Request, Salon, account_of, claims_of, request};

/// One operation with its path filled in from the salon.
struct Operation {
    id: String,
    method: Method,
    path: String,
    /// Whether it names something of a business in its path.
    names_a_thing: bool,
    /// Whether its path names a shop, somebody of the staff or a booking: what a manager may be given less of.
    names_a_part: bool,
    asks_for_a_token: bool,
}

impl Operation {
    fn request(&self) -> Request {
        // The queries that must be there: what is wrong with a query is told before whose list it is.
        let query = if matches!(self.id.as_str(), "shop-bookings-list" | "shop-notices-list") {
            "?from=2027-03-08T00:00:00Z&to=2027-03-20T00:00:00Z"
        } else if self.id.starts_with("reports-") && !self.path.contains("/reports/files") {
            "?from=2027-03-01&to=2027-03-31&by=month"
        } else {
            ""
        };
        let request = request(self.method.clone(), &format!("{}{query}", self.path));
        // What is wrong with a body is told before whose thing it is; so these bodies are right.
        match self.id.as_str() {
            "bookings-reschedule" => return request.json(&json!({ "start": "2027-03-12T10:00:00Z" })),
            "staff-set-services" => return request.json(&json!({ "services": [] })),
            "customer-notes-add" => return request.json(&json!({ "text": "words" })),
            "bookings-update" => return request.json(&json!({ "notes": "mine" })),
            _ => {}
        }
        if self.method == Method::GET || self.method == Method::DELETE {
            request
        } else {
            request.json(&json!({}))
        }
    }
}

/// The public operations, by name: this list is a decision, not a consequence.
const PUBLIC: &[&str] = &[
    "auth-jwks",
    "auth-login",
    "auth-login-second-factor",
    "auth-refresh",
    "auth-register",
    "auth-request-code",
    "auth-request-password-reset",
    "auth-reset-password",
    "auth-unlock",
    "auth-verify-code",
    "auth-verify-email",
    "availability-next",
    "availability-search",
    "bookings-create",
    "categories-list",
    "categories-show",
    "guest-booking-cancel",
    "guest-booking-reschedule",
    "guest-booking-show",
    "platform-docs",
    "platform-health",
    "platform-openapi",
    "services-list",
    "services-show",
    "shops-show",
    "staff-list",
    "staff-show",
    "unsubscribe-confirm",
    "unsubscribe-show",
    "waitlist-accept-offer",
    "waitlist-join",
    "waitlist-leave",
    "webhooks-clerk",
    "webhooks-inbound-sms",
    "webhooks-sendgrid",
    "webhooks-serwersms",
    "webhooks-ses",
    "webhooks-twilio",
    "webhooks-unifonic",
];

async fn operations(salon: &Salon) -> Vec<Operation> {
    let booked = salon.book("2027-03-10T10:00:00Z", "anna").await.expect(201);
    let category = salon.create("/categories", json!({ "name": "Hair" })).await;
    let closure = json!({ "from_date": "2027-04-01", "to_date": "2027-04-01" });
    let closure = salon.create(&format!("/shops/{}/closures", salon.shop), closure).await;
    let off = json!({ "start": "2027-04-02T08:00:00Z", "end": "2027-04-02T09:00:00Z" });
    let off = salon.create(&format!("/staff/{}/time-off", salon.staff), off).await;
    let key = json!({ "name": "Website", "permissions": ["read_shops"] });
    let key = salon.create("/auth/api-keys", key).await;
    let hook = json!({ "url": "http://127.0.0.1:9/", "events": ["*"] });
    let hook = salon
        .create(&format!("/businesses/{}/hooks", salon.business), hook)
        .await;
    let delivery = salon.create(&format!("/hooks/{hook}/test"), json!({})).await;
    let export = json!({ "what": "ledger", "from": "2027-03", "to": "2027-03" });
    let export = salon
        .create(&format!("/businesses/{}/exports", salon.business), export)
        .await;
    let text = |name: &str| booked[name].as_str().expect("a text").to_owned();
    let shown = salon
        .get(&format!("/bookings/{}", text("id")), &salon.owner)
        .await
        .expect(200);
    let customer = shown["customer_id"].as_str().expect("an id").to_owned();
    let ids = [
        ("business_id", salon.business.clone()),
        ("shop_id", salon.shop.clone()),
        ("service_id", salon.service.clone()),
        ("staff_id", salon.staff.clone()),
        ("category_id", category),
        ("closure_id", closure),
        ("time_off_id", off),
        ("booking_id", text("id")),
        ("customer_id", customer),
        ("notice_id", format!("n-{}-booking_confirmed-email-0", text("id"))),
        ("key_id", key),
        ("hook_id", hook),
        ("export_id", export),
        ("file_id", "daily-2027-03-07".to_owned()),
        ("delivery_id", delivery),
        // A session of nobody: it is asked for by those who may not ask.
        ("session_id", format!("ses_{}", "0".repeat(26))),
        ("queue", "sms".to_owned()),
        ("month", "2027-02".to_owned()),
        ("token", text("manage_token")),
        ("offer", text("id")),
        // An entry of nobody: it is asked for by those who may not ask.
        ("entry", format!("wlt_{}", "0".repeat(42))),
        ("kind", "booking_confirmed".to_owned()),
        ("locale", "pl".to_owned()),
        ("channel", "sms".to_owned()),
        ("account_id", account_of(&salon.owner).to_string()),
        ("customer_id", text("customer_id")),
        // A request of nobody: it is asked for by those who may not ask.
        ("request_id", format!("drq_{}", "0".repeat(26))),
    ];
    let document: Value = serde_json::from_str(&local::openapi_json().expect("a document")).expect("JSON");
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let filled = ids.iter().fold(path.clone(), |path, (name, id)| {
                path.replace(&format!("{{{name}}}"), id)
            });
            assert!(!filled.contains('{'), "no id for {path}");
            let secured = operation["security"]
                .as_array()
                .is_some_and(|s| s.iter().all(|s| s != &json!({})) && !s.is_empty());
            found.push(Operation {
                id: operation["operationId"].as_str().expect("an operation id").to_owned(),
                method: method.to_uppercase().parse().expect("a method"),
                names_a_thing: &filled != path,
                names_a_part: ["{shop_id}", "{staff_id}", "{booking_id}", "{customer_id}"]
                    .iter()
                    .any(|id| path.contains(id)),
                path: filled,
                asks_for_a_token: secured,
            });
        }
    }
    found
}

#[tokio::test]
async fn the_public_operations_are_the_ones_decided_on() {
    let salon = Salon::open().await;
    let mut public: Vec<_> = operations(&salon)
        .await
        .into_iter()
        .filter(|o| !o.asks_for_a_token)
        .map(|o| o.id)
        .collect();
    public.sort();
    assert_eq!(public, PUBLIC);
}

fn assert_unauthenticated(operation: &Operation, answer: &Answer, by: &str) {
    let code = answer.body["error"]["code"].as_str().unwrap_or_default();
    assert_eq!(
        (answer.status, code),
        (401, "unauthenticated"),
        "{} by {by}: {}",
        operation.id,
        answer.text
    );
    assert!(answer.header("www-authenticate").is_some(), "{}", operation.id);
}

#[tokio::test]
async fn nobody_and_no_forger_gets_in() {
    let salon = Salon::open().await;
    let other = Salon::empty("2027-03-08T09:00:00Z").await;
    let good = salon.owner.clone();
    let (head, rest) = good.split_once('.').expect("a token");
    let (claims, signature) = rest.split_once('.').expect("a token");
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoibG9jYWwifQ";
    let hmac = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImxvY2FsIn0";
    let addressed = |change: fn(&mut Claims)| {
        let mut claims: Claims = serde_json::from_value(claims_of(&good)).expect("claims");
        change(&mut claims);
        salon.system.tokens.sign(&claims).expect("a token")
    };
    let forged = [
        (
            "another audience",
            addressed(|claims| "another-product".clone_into(&mut claims.aud)),
        ),
        (
            "another issuer",
            addressed(|claims| "https://elsewhere.example".clone_into(&mut claims.iss)),
        ),
        (
            "not yet begun",
            addressed(|claims| claims.nbf = Some(claims.iat + 3600)),
        ),
        ("no token", String::new()),
        (
            "another key",
            other.token(json!({ "role": "owner", "email": "owner@salon.example" })),
        ),
        ("alg none", format!("{none}.{claims}.")),
        ("alg confused", format!("{hmac}.{claims}.{signature}")),
        (
            "a changed signature",
            format!("{head}.{claims}.{}", signature.chars().rev().collect::<String>()),
        ),
        ("no signature", format!("{head}.{claims}")),
        ("rubbish", "rubbish".to_owned()),
    ];
    let operations = operations(&salon).await;
    let secured: Vec<_> = operations.iter().filter(|o| o.asks_for_a_token).collect();
    assert!(secured.len() >= 35, "only {} operations ask for a token", secured.len());
    for operation in secured {
        for (by, token) in &forged {
            let request = operation.request();
            let request = if token.is_empty() {
                request
            } else {
                request.token(token)
            };
            assert_unauthenticated(operation, &salon.send(request).await, by);
        }
    }
    // Ten years on, the token has expired.
    salon.travel("2038-01-01T00:00:00Z").await;
    for operation in operations.iter().filter(|o| o.asks_for_a_token) {
        assert_unauthenticated(
            operation,
            &salon.send(operation.request().token(&good)).await,
            "an expired token",
        );
    }
}

/// Operations of a signed-in human rather than of a business: a customer may ask, and sees only its own.
const OF_A_HUMAN: &[&str] = &[
    "auth-confirm-totp",
    "auth-disable-totp",
    "auth-enroll-totp",
    "auth-list-sessions",
    "auth-logout",
    "auth-logout-all",
    "auth-revoke-session",
    "bookings-list",
    "businesses-list-mine",
    "businesses-create",
    "me-download-data",
    "me-erase",
    "me-export",
    "me-show-data-request",
    "me-show",
    "me-update",
    "me-show-preferences",
    "me-update-preferences",
    "me-list-consents",
    "me-update-consents",
    "me-list-favourites",
    "me-add-favourite",
    "me-remove-favourite",
    "me-list-invoices",
    "notices-list",
    "notices-mark-all-read",
    "notices-mark-read",
    "waitlist-list",
];

/// Operations of owners alone: a manager is refused them whatever its reach.
const OF_OWNERS: &[&str] = &[
    "customers-download-data",
    "customers-erase",
    "customers-export",
    "customers-show-data-request",
    "ledger-correct",
];

/// What belongs to no business, but to those who run the platform.
const OF_THE_PLATFORM: &[&str] = &["backups-drill-report", "backups-list", "queues-redrive"];

#[tokio::test]
async fn an_owner_does_not_run_the_platform() {
    let salon = Salon::open().await;
    let operations = operations(&salon).await;
    for id in OF_THE_PLATFORM {
        let operation = operations.iter().find(|o| o.id == *id).expect("an operation");
        let answer = salon.send(operation.request().token(&salon.owner)).await;
        assert_eq!(answer.status, 403, "{id}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_customer_reaches_nothing_of_the_business() {
    let salon = Salon::open().await;
    let customer = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    for operation in operations(&salon)
        .await
        .iter()
        .filter(|o| o.asks_for_a_token && !OF_A_HUMAN.contains(&o.id.as_str()))
    {
        let answer = salon.send(operation.request().token(&customer)).await;
        assert!(
            matches!(answer.status, 403 | 404),
            "{}: {} {}",
            operation.id,
            answer.status,
            answer.text
        );
    }
}

#[tokio::test]
async fn another_business_finds_nothing() {
    let salon = Salon::open().await;
    let operations = operations(&salon).await;
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let _ = salon.post("/businesses", &rival, business).await.expect(201);
    for operation in operations
        .iter()
        .filter(|o| o.asks_for_a_token && o.names_a_thing && !OF_A_HUMAN.contains(&o.id.as_str()))
        .filter(|o| !OF_THE_PLATFORM.contains(&o.id.as_str()))
    {
        let request = operation.request();
        let plain = salon.send(request.clone().token(&rival)).await;
        let named = salon
            .send(request.token(&rival).header("x-business-id", &salon.business))
            .await;
        for answer in [plain, named] {
            let tells = answer.status == 422 && !matches!(operation.method, Method::GET | Method::DELETE);
            assert!(
                answer.status == 404 || tells,
                "{}: {} {}",
                operation.id,
                answer.status,
                answer.text
            );
            assert!(
                !answer.text.contains("anna") && !answer.text.contains("Anna"),
                "{}: {}",
                operation.id,
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_stylist_keeps_to_its_own_hours_and_out_of_the_price_list() {
    let salon = Salon::open().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let other = salon.hire("Beata", &json!([])).await;
    let off = json!({ "start": "2027-04-05T08:00:00Z", "end": "2027-04-05T09:00:00Z" });
    salon
        .post(&format!("/staff/{}/time-off", salon.staff), &stylist, off.clone())
        .await
        .expect(201);
    salon
        .post(&format!("/staff/{other}/time-off"), &stylist, off)
        .await
        .refused(403, "forbidden");
    salon
        .post("/services", &stylist, json!({}))
        .await
        .refused(403, "forbidden");
    salon
        .post("/shops", &stylist, json!({}))
        .await
        .refused(403, "forbidden");
    let path = format!(
        "/shops/{}/bookings?from=2027-03-08T00:00:00Z&to=2027-03-20T00:00:00Z",
        salon.shop
    );
    let _ = salon.get(&path, &stylist).await.expect(200);
}

/// What a manager is refused that was given nothing; both as whoever says that it acts for the business, and as who says nothing.
#[tokio::test]
async fn a_manager_out_of_its_reach_finds_nothing() {
    let salon = Salon::open().await;
    let operations = operations(&salon).await;
    let manager = salon.sign_up("manager@salon.example").await;
    salon
        .place(&manager, store::MemberRole::Manager, |place| {
            place.shops = store::Scope::Only(Vec::new());
            place.managed_staff = store::Scope::Only(Vec::new());
            place.customers = store::Scope::Only(Vec::new());
        })
        .await;
    let parts: Vec<_> = operations.iter().filter(|o| o.is_scoped()).collect();
    assert!(
        parts.len() >= 24,
        "only {} operations name a part of a business",
        parts.len()
    );
    for operation in parts {
        let plain = salon.send(operation.request().token(&manager)).await;
        let named = operation
            .request()
            .token(&manager)
            .header("x-business-id", &salon.business);
        for answer in [plain, salon.send(named).await] {
            assert_eq!(answer.status, 404, "{}: {}", operation.id, answer.text);
        }
    }
}

impl Operation {
    fn is_scoped(&self) -> bool {
        // A human's own favourites name shops that are public.
        let id = self.id.as_str();
        self.asks_for_a_token && self.names_a_part && !OF_A_HUMAN.contains(&id) && !OF_OWNERS.contains(&id)
    }

    /// The walks above that go through it.
    fn cases(&self) -> Vec<&'static str> {
        if !self.asks_for_a_token {
            let known = PUBLIC.contains(&self.id.as_str());
            return if known { vec!["public on purpose"] } else { Vec::new() };
        }
        let mut cases = vec!["nobody", "forged", "expired"];
        if !OF_A_HUMAN.contains(&self.id.as_str()) {
            cases.push("wrong role");
        }
        if self.names_a_thing {
            cases.push("another business");
        }
        if self.is_scoped() {
            cases.push("out of reach");
        }
        cases
    }
}

#[expect(clippy::print_stdout, reason = "the count is what the test reports")]
#[tokio::test]
async fn every_operation_has_its_cases() {
    let salon = Salon::open().await;
    let operations = operations(&salon).await;
    let mut cases = 0;
    for operation in &operations {
        let own = operation.cases();
        assert!(!own.is_empty(), "{} has no case", operation.id);
        let refused = own
            .iter()
            .any(|case| matches!(*case, "wrong role" | "another business"));
        let human = OF_A_HUMAN.contains(&operation.id.as_str());
        assert!(
            !operation.asks_for_a_token || refused || human,
            "{}: whom does it refuse?",
            operation.id
        );
        cases += own.len();
    }
    println!("{} operations, {cases} cases", operations.len());
    let listed = xtask::functions::read(&xtask::workspace::root()).expect("the list of functions");
    let http = listed.iter().filter(|f| f.is_documented()).count();
    assert!(
        operations.len() >= http,
        "{} operations for {http} functions",
        operations.len()
    );
    assert!(cases >= 250, "only {cases} cases");
}
