//! Registering, signing in with a password, locks and new passwords, through the real routes.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

const HANNA: &str = "hanna@guests.example";
const PASSWORD: &str = "correct horse battery";
const OTHER: &str = "staple battery horse";

async fn empty() -> Salon {
    Salon::empty("2027-03-08T09:00:00Z").await
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

async fn register(salon: &Salon, body: Value) -> Answer {
    salon.post("/auth/register", "", body).await
}

async fn verify(salon: &Salon, token: &str) -> Answer {
    salon.post("/auth/verify-email", "", json!({ "token": token })).await
}

async fn reset(salon: &Salon, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    salon.post("/auth/password-reset/confirm", "", body).await
}

/// The clock ticks while a test runs.
fn waits(answer: &Answer, seconds: std::ops::RangeInclusive<u32>) -> bool {
    let told = answer.header("retry-after").and_then(|text| text.parse().ok());
    told.is_some_and(|told: u32| seconds.contains(&told))
}

async fn kinds(salon: &Salon, email: &str) -> Vec<String> {
    let messages = salon.messages(email).await;
    messages.iter().map(|m| text(m, "kind")).collect()
}

#[tokio::test]
async fn who_registers_and_follows_the_link_is_signed_in() {
    let salon = empty().await;
    let wanted = json!({ "email": " Hanna@Guests.example", "password": PASSWORD, "name": "Hanna", "locale": "pl" });
    let answer = register(&salon, wanted).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.expect(202);
    salon.login(HANNA, PASSWORD).await.refused(401, "unauthenticated");
    let token = salon.secret_of("confirm_email", HANNA).await;
    let tokens = verify(&salon, &token).await.expect(200);
    assert_eq!(
        (
            &tokens["token_type"],
            &tokens["expires_in"],
            &tokens["refresh_expires_in"]
        ),
        (&json!("Bearer"), &json!(900), &json!(604_800))
    );
    let me = salon.get("/me", &text(&tokens, "access_token")).await.expect(200);
    assert_eq!(
        (&me["email"], &me["name"], &me["role"], &me["locale"]),
        (&json!(HANNA), &json!("Hanna"), &json!("customer"), &json!("pl"))
    );
    verify(&salon, &token).await.refused(401, "unauthenticated");
    let again = salon.login("HANNA@guests.example", PASSWORD).await.expect(200);
    let same = salon.get("/me", &text(&again, "access_token")).await.expect(200);
    assert_eq!(same["account_id"], me["account_id"]);
    assert_ne!(same["session_id"], me["session_id"]);
}

#[tokio::test]
async fn a_business_account_may_found_a_business() {
    let salon = empty().await;
    let owner = salon.register_as("business", "owner@firm.example", PASSWORD).await;
    let business = json!({ "name": "Malina", "country": "PL", "currency": "PLN", "locale": "pl" });
    let owner = text(&owner, "access_token");
    salon.post("/businesses", &owner, business.clone()).await.expect(201);
    let customer = salon.register(HANNA, PASSWORD).await;
    let customer = text(&customer, "access_token");
    salon
        .post("/businesses", &customer, business)
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn a_wrong_registration_names_its_fields() {
    let salon = empty().await;
    let answer = register(&salon, json!({ "email": "hanna", "account_type": "admin" })).await;
    answer.wrong_field("email", "invalid_email");
    answer.wrong_field("password", "required");
    answer.wrong_field("account_type", "invalid_choice");
    for weak in ["Password1", "hanna12", "salonbook1", "zaq12wsx"] {
        let answer = register(&salon, json!({ "email": HANNA, "password": weak })).await;
        answer.wrong_field("password", "weak_password");
    }
    let long = register(&salon, json!({ "email": HANNA, "password": "x1".repeat(65) })).await;
    long.wrong_field("password", "password_too_long");
    assert!(kinds(&salon, HANNA).await.is_empty());
}

#[tokio::test]
async fn registering_a_known_address_answers_the_same_and_tells_its_owner() {
    let salon = empty().await;
    let tokens = salon.register(HANNA, PASSWORD).await;
    let wanted = |email: &str| json!({ "email": email, "password": OTHER });
    let known = register(&salon, wanted(HANNA)).await;
    let new = register(&salon, wanted("new@guests.example")).await;
    assert_eq!((known.status, &known.body["data"]), (202, &new.body["data"]));
    assert_eq!(known.body["message"], new.body["message"]);
    assert_eq!(kinds(&salon, HANNA).await, ["confirm_email", "already_registered"]);
    salon.login(HANNA, OTHER).await.refused(401, "unauthenticated");
    // The letter leads to a new password.
    let token = salon.secret_of("already_registered", HANNA).await;
    reset(&salon, &token, OTHER).await.expect(200);
    salon.login(HANNA, OTHER).await.expect(200);
    salon
        .refresh(&text(&tokens, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_link_to_confirm_works_for_a_day_and_for_one_account() {
    let salon = empty().await;
    register(&salon, json!({ "email": HANNA, "password": PASSWORD }))
        .await
        .expect(202);
    let first = salon.secret_of("confirm_email", HANNA).await;
    register(&salon, json!({ "email": HANNA, "password": OTHER }))
        .await
        .expect(202);
    let second = salon.secret_of("confirm_email", HANNA).await;
    assert_ne!(first, second);
    // Both follow their links at once: the address has one account, of one of them.
    let answers = join_all([verify(&salon, &first), verify(&salon, &second)]).await;
    let mut statuses: Vec<_> = answers.iter().map(|a| a.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    for rubbish in ["", "rubbish", "q3vS0bT9m2yKcX1uR8wZ4g"] {
        verify(&salon, rubbish).await.refused(401, "unauthenticated");
    }
    register(&salon, json!({ "email": "late@guests.example", "password": PASSWORD }))
        .await
        .expect(202);
    let late = salon.secret_of("confirm_email", "late@guests.example").await;
    salon.travel("2027-03-09T09:05:00Z").await;
    verify(&salon, &late).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn nobody_fills_an_inbox_through_us() {
    let salon = empty().await;
    let wanted = json!({ "email": HANNA, "password": PASSWORD });
    for _ in 0..5 {
        register(&salon, wanted.clone()).await.expect(202);
    }
    let refused = register(&salon, wanted).await;
    refused.refused(429, "too_many_requests");
    assert!(waits(&refused, 3000..=3600));
    for _ in 0..5 {
        salon
            .post("/auth/password-reset", "", json!({ "email": HANNA }))
            .await
            .expect(202);
    }
    let refused = salon.post("/auth/password-reset", "", json!({ "email": HANNA })).await;
    refused.refused(429, "too_many_requests");
    assert_eq!(kinds(&salon, HANNA).await.len(), 5);
}

#[tokio::test]
async fn one_network_address_registers_so_many_people_and_no_more() {
    let salon = empty().await;
    let from = |number: usize, place: &str| {
        let body = json!({ "email": format!("guest{number}@guests.example"), "password": PASSWORD });
        request(Method::POST, "/auth/register")
            .header("x-forwarded-for", place)
            .json(&body)
    };
    for number in 0..30 {
        salon.send(from(number, "192.0.2.7")).await.expect(202);
    }
    salon
        .send(from(30, "192.0.2.7"))
        .await
        .refused(429, "too_many_requests");
    salon.send(from(30, "192.0.2.8")).await.expect(202);
}

#[tokio::test]
async fn an_unknown_address_is_refused_as_a_wrong_password_is() {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    let (salon, meter) = salon.metered();
    let wrong = salon.login(HANNA, OTHER).await;
    let of_wrong: Vec<_> = meter.take().into_iter().map(|r| r.operation).collect();
    let unknown = salon.login("nobody@guests.example", OTHER).await;
    let of_unknown: Vec<_> = meter.take().into_iter().map(|r| r.operation).collect();
    wrong.refused(401, "unauthenticated");
    assert_eq!(wrong.body["error"], unknown.body["error"]);
    assert_eq!(of_wrong, of_unknown, "the same is asked of the table");
}

/// Each asked as a known and as an unknown address, for what they ask of the table.
#[tokio::test]
async fn asking_for_a_letter_costs_the_same_for_everybody() {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    let (salon, meter) = salon.metered();
    for path in ["/auth/register", "/auth/password-reset"] {
        let mut costs = Vec::new();
        for email in [HANNA, "nobody@guests.example"] {
            let body = if path == "/auth/register" {
                json!({ "email": email, "password": PASSWORD })
            } else {
                json!({ "email": email })
            };
            salon.post(path, "", body).await.expect(202);
            let cost: Vec<_> = meter.take().into_iter().map(|r| (r.operation, r.items)).collect();
            costs.push(cost);
        }
        assert_eq!(costs[0], costs[1], "{path}");
    }
}

#[tokio::test]
async fn five_tries_in_a_quarter_of_an_hour_and_a_success_begins_anew() {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    for _ in 0..4 {
        salon.login(HANNA, OTHER).await.refused(401, "unauthenticated");
    }
    salon.login(HANNA, PASSWORD).await.expect(200);
    for _ in 0..5 {
        salon.login(HANNA, OTHER).await.refused(401, "unauthenticated");
    }
    // The right password is not looked at either, and an unknown address is counted alike.
    let refused = salon.login(HANNA, PASSWORD).await;
    refused.refused(429, "too_many_requests");
    assert!(waits(&refused, 600..=900));
    for _ in 0..5 {
        salon
            .login("nobody@guests.example", OTHER)
            .await
            .refused(401, "unauthenticated");
    }
    salon
        .login("nobody@guests.example", OTHER)
        .await
        .refused(429, "too_many_requests");
    salon.travel("2027-03-08T09:15:00Z").await;
    salon.login(HANNA, PASSWORD).await.expect(200);
}

async fn locked() -> Salon {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    for quarter in ["09:15", "09:30"] {
        salon.travel(&format!("2027-03-08T{quarter}:00Z")).await;
        for _ in 0..5 {
            salon.login(HANNA, OTHER).await.refused(401, "unauthenticated");
        }
    }
    salon.travel("2027-03-08T10:00:00Z").await;
    let refused = salon.login(HANNA, PASSWORD).await;
    refused.refused(429, "too_many_requests");
    assert!(waits(&refused, 50_000..=50_400), "until the day ends");
    salon
}

#[tokio::test]
async fn ten_wrong_passwords_lock_until_the_link_in_the_letter_is_followed() {
    let salon = locked().await;
    assert_eq!(kinds(&salon, HANNA).await, ["confirm_email", "sign_in_locked"]);
    let token = salon.secret_of("sign_in_locked", HANNA).await;
    let unlock = |token: &str| salon.post("/auth/unlock", "", json!({ "token": token }));
    unlock("rubbish").await.refused(401, "unauthenticated");
    unlock(&token).await.expect(200);
    unlock(&token).await.refused(401, "unauthenticated");
    salon.login(HANNA, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_new_password_ends_a_lock() {
    let salon = locked().await;
    salon
        .post("/auth/password-reset", "", json!({ "email": HANNA }))
        .await
        .expect(202);
    let token = salon.secret_of("reset_password", HANNA).await;
    reset(&salon, &token, OTHER).await.expect(200);
    salon.login(HANNA, OTHER).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_wrong_passwords_at_once_get_five_looks() {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    // Many network addresses, so that only the account's own limit holds.
    let tries = (0..1000).map(|number| guess(&salon, format!("198.51.{}.{}", number / 250, number % 250)));
    let answers = join_all(tries).await;
    let looked_at = answers.iter().filter(|a| a.status == 401).count();
    let refused = answers.iter().filter(|a| a.status == 429).count();
    assert_eq!((looked_at, refused), (5, 995));
}

/// A wrong password from a network address, sent again while the one-writer table of local mode says to come again: a
/// thousand at one counter are more than a busy machine takes at once.
async fn guess(salon: &Salon, place: String) -> Answer {
    let body = json!({ "email": HANNA, "password": OTHER });
    for _ in 0..200 {
        let asked = request(Method::POST, "/auth/login").header("x-forwarded-for", &place);
        let answer = salon.send(asked.json(&body)).await;
        if answer.status != 503 {
            return answer;
        }
    }
    panic!("the table takes no try from {place}");
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_tells_the_owner() {
    let salon = empty().await;
    let first = salon.register(HANNA, PASSWORD).await;
    let second = salon.login(HANNA, PASSWORD).await.expect(200);
    salon.travel("2027-03-08T09:01:00Z").await;
    let ask = || salon.post("/auth/password-reset", "", json!({ "email": HANNA }));
    ask().await.expect(202);
    let older = salon.secret_of("reset_password", HANNA).await;
    ask().await.expect(202);
    let newer = salon.secret_of("reset_password", HANNA).await;
    salon.travel("2027-03-08T09:02:00Z").await;
    let weak = reset(&salon, &newer, "hanna123").await;
    weak.wrong_field("password", "weak_password");
    reset(&salon, &newer, OTHER).await.expect(200);
    reset(&salon, &newer, PASSWORD).await.refused(401, "unauthenticated");
    // A link asked for before the password changed is overtaken.
    reset(&salon, &older, PASSWORD).await.refused(401, "unauthenticated");
    for session in [first, second] {
        salon
            .refresh(&text(&session, "refresh_token"))
            .await
            .refused(401, "unauthenticated");
    }
    salon.login(HANNA, PASSWORD).await.refused(401, "unauthenticated");
    salon.login(HANNA, OTHER).await.expect(200);
    assert_eq!(
        kinds(&salon, HANNA).await.last().map(String::as_str),
        Some("password_changed")
    );
}

#[tokio::test]
async fn a_link_to_a_new_password_works_for_an_hour_and_comes_to_nobody_else() {
    let salon = empty().await;
    salon.register(HANNA, PASSWORD).await;
    for email in [HANNA, "nobody@guests.example"] {
        salon
            .post("/auth/password-reset", "", json!({ "email": email }))
            .await
            .expect(202);
    }
    assert!(kinds(&salon, "nobody@guests.example").await.is_empty());
    let token = salon.secret_of("reset_password", HANNA).await;
    salon.travel("2027-03-08T10:05:00Z").await;
    reset(&salon, &token, OTHER).await.refused(401, "unauthenticated");
    reset(&salon, "rubbish", OTHER).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_guests_bookings_become_the_accounts_and_keep_its_time() {
    let salon = Salon::open().await;
    let coming = salon.book("2027-03-10T10:00:00Z", "hanna").await.expect(201);
    let soon = salon.book("2027-03-08T11:00:00Z", "hanna").await.expect(201);
    let cancelled = salon.book("2027-03-11T10:00:00Z", "hanna").await.expect(201);
    let link = format!("/guest-bookings/{}/cancel", text(&cancelled, "manage_token"));
    salon.post(&link, "", json!({})).await.expect(200);
    salon.book("2027-03-12T10:00:00Z", "beata").await.expect(201);
    salon.travel("2027-03-08T13:00:00Z").await;
    let tokens = salon.register(HANNA, PASSWORD).await;
    let token = text(&tokens, "access_token");
    let ids = |list: Value| -> Vec<String> { list.as_array().expect("a list").iter().map(|b| text(b, "id")).collect() };
    let upcoming = ids(salon.get("/bookings?when=upcoming", &token).await.expect(200));
    assert_eq!(upcoming, [text(&coming, "id"), text(&cancelled, "id")]);
    assert_eq!(
        ids(salon.get("/bookings?when=past", &token).await.expect(200)),
        [text(&soon, "id")]
    );
    // Rule 1, across shops and businesses: the account's own day knows of it.
    let mut elsewhere = salon.wish("2027-03-10T10:00:00Z", "hanna");
    elsewhere["staff_id"] = json!(salon.hire("Beata", &testkit::Desk::default().weekly).await);
    elsewhere["customer"] = Value::Null;
    salon
        .post("/bookings", &token, elsewhere)
        .await
        .refused(409, "customer_busy");
    // And forgets it when it is moved away.
    let to = json!({ "start": "2027-03-15T10:00:00Z" });
    let path = format!("/bookings/{}/reschedule", text(&coming, "id"));
    salon.post(&path, &token, to).await.expect(200);
    // What is booked as a guest later is claimed at the next sign-in; what was claimed is left alone.
    let later = salon.book("2027-03-16T10:00:00Z", "hanna").await.expect(201);
    let again = salon.login(HANNA, PASSWORD).await.expect(200);
    let upcoming = ids(salon.get("/bookings", &text(&again, "access_token")).await.expect(200));
    assert!(upcoming.contains(&text(&later, "id")), "{upcoming:?}");
}

#[tokio::test]
async fn what_is_told_of_an_account_holds_no_contact_data() {
    let salon = locked().await;
    salon
        .post("/auth/password-reset", "", json!({ "email": HANNA }))
        .await
        .expect(202);
    let token = salon.secret_of("reset_password", HANNA).await;
    reset(&salon, &token, OTHER).await.expect(200);
    let tokens = salon.login(HANNA, OTHER).await.expect(200);
    let out = request(Method::POST, "/auth/logout").token(&text(&tokens, "access_token"));
    salon.send(out).await.expect(200);
    salon.system.settle().await.expect("the system comes to rest");
    let events: Vec<String> = salon.system.bus.events().iter().map(|e| format!("{e:?}")).collect();
    for kind in [
        "AccountCreated",
        "SignedIn",
        "SignInLocked",
        "PasswordResetRequested",
        "PasswordChanged",
        "SignedOut",
    ] {
        assert!(events.iter().any(|e| e.contains(kind)), "no {kind} in {events:?}");
    }
    assert!(!events.concat().contains("hanna"), "{events:?}");
}
