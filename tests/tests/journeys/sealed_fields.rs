//! What deserves more than encryption at rest stands nowhere in the clear, opens nowhere else, and survives an outage of
//! the keeper of its keys.

use std::io::Write;
use std::sync::{Arc, Mutex};

use booking_rules::ids::{AccountId, HookId};
use serde_json::{Value, json};
use store::{HookSecrets, MemberRole, RetiredSecret, Scope, Sealed, SealedParts, SecondFactor, Versioned};
use testkit::{Answer, Salon};
use totp_rs::{Builder, Secret};
use tracing_subscriber::fmt::MakeWriter;

use crate::receiver::Receiver;

const NOW: &str = "2027-03-08T09:00:00Z";
const LATER: &str = "2027-03-08T09:20:00Z";
const ANNA: &str = "+48601234567";
const EWA: &str = "+48602345678";

/// Whatever is logged while it is listened to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("a log")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn code_of(secret: &str, salon: &Salon) -> String {
    let seconds = u64::try_from(salon.system.app.now().timestamp()).expect("after 1970");
    let secret = Secret::try_from_base32(secret).expect("base32");
    let authenticator = Builder::new().with_secret(secret).build().expect("long enough");
    authenticator.generate(seconds).to_string()
}

async fn sign_in(salon: &Salon, phone: &str) -> Value {
    salon
        .post("/auth/code", "", json!({ "phone": phone }))
        .await
        .expect(202);
    let message = salon.system.inbox.list(Some(phone)).pop().expect("a message");
    let code = message.text.split(' ').next().expect("a code").to_owned();
    let told = json!({ "phone": phone, "code": code });
    salon.post("/auth/code/verify", "", told).await.expect(200)
}

struct Protected {
    account: AccountId,
    secret: String,
    recovery: String,
}

/// Somebody with a second factor.
async fn protected(salon: &Salon, phone: &str) -> Protected {
    let token = sign_in(salon, phone).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let begun = salon.post("/auth/totp", &token, json!({})).await.expect(201);
    let secret = begun["secret"].as_str().expect("a secret").to_owned();
    let code = json!({ "code": code_of(&secret, salon) });
    let confirmed = salon.post("/auth/totp/confirm", &token, code).await.expect(200);
    let me = salon.get("/me", &token).await.expect(200);
    Protected {
        account: me["account_id"].as_str().expect("an id").parse().expect("an id"),
        secret,
        recovery: confirmed["recovery_codes"][0].as_str().expect("a code").to_owned(),
    }
}

async fn challenge(salon: &Salon, phone: &str) -> String {
    let half = sign_in(salon, phone).await;
    half["challenge"].as_str().expect("a challenge").to_owned()
}

async fn answer(salon: &Salon, challenge: &str, with: &str, value: &str) -> Answer {
    let body = json!({ "challenge": challenge, with: value });
    salon.post("/auth/login/second-factor", "", body).await
}

async fn factor(salon: &Salon, account: AccountId) -> Versioned<SecondFactor> {
    let found = salon.system.app.store.second_factor(account).await;
    found.expect("read").expect("a second factor")
}

async fn secrets(salon: &Salon, hook: HookId) -> Versioned<HookSecrets> {
    let found = salon.system.app.store.hook_secrets(hook).await;
    found.expect("read").expect("secrets")
}

fn is_sealed(sealed: &Sealed) -> bool {
    matches!(sealed.parts(), SealedParts::Envelope(_))
}

fn generation(sealed: &Sealed) -> u32 {
    match sealed.parts() {
        SealedParts::Envelope(envelope) => envelope.g,
        SealedParts::Plain(_) => panic!("in the clear"),
    }
}

async fn hook(salon: &Salon, receiver: &Receiver) -> (HookId, String) {
    let wish = json!({ "url": receiver.url, "events": ["*"] });
    let path = format!("/businesses/{}/hooks", salon.business);
    let made = salon.post(&path, &owner(salon), wish).await.expect(201);
    let text = |name: &str| made[name].as_str().expect("a text").to_owned();
    (text("id").parse().expect("an id"), text("secret"))
}

/// Tokens live for less than the time that passes here.
fn owner(salon: &Salon) -> String {
    salon.token(json!({ "role": "owner", "email": "owner@salon.example" }))
}

async fn ping(salon: &Salon, hook: HookId) {
    let path = format!("/hooks/{hook}/test");
    salon.post(&path, &owner(salon), json!({})).await.expect(201);
    salon.system.settle().await.expect("at rest");
}

/// As the shop knows who booked.
async fn customer_of(salon: &Salon, booked: &Value) -> String {
    let card = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    let shown = salon.get(&card, &owner(salon)).await.expect(200);
    shown["customer_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn no_secret_stands_in_the_clear_in_table_stream_log_event_message_or_answer() {
    let log = Log::default();
    // With one subscriber alone, other tests' threads, which have none, would switch places of the code off for all.
    let _other = tracing::Dispatch::new(tracing_subscriber::registry());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let anna = protected(&salon, ANNA).await;
    let (hook, first) = hook(&salon, &receiver).await;
    let rotated = salon
        .post(&format!("/hooks/{hook}/rotate-secret"), &salon.owner, json!({}))
        .await
        .expect(200);
    let second = rotated["secret"].as_str().expect("a secret").to_owned();
    ping(&salon, hook).await;
    let call = receiver.calls().pop().expect("a call");
    let now = salon.system.app.now();
    assert!(call.is_signed_with(&first, now) && call.is_signed_with(&second, now));

    let words = "Uczulenie na amoniak i lateks";
    let booked = salon.book("2027-03-10T10:00:00Z", "ewa").await.expect(201);
    let customer = customer_of(&salon, &booked).await;
    let notes = format!("/customers/{customer}/notes");
    salon
        .post(&notes, &salon.owner, json!({ "text": words }))
        .await
        .expect(201);
    assert_eq!(salon.get(&notes, &salon.owner).await.body["data"][0]["text"], words);
    salon.system.settle().await.expect("at rest");

    let stored = serde_json::to_string(&salon.system.dump().expect("the table is read")).expect("JSON");
    assert!(stored.contains(&anna.account.to_string()) && stored.contains("hook_secrets"));
    assert!(stored.contains("customer_note") && stored.contains("CustomerNoteAdded"));
    let audit = format!("/businesses/{}/audit", salon.business);
    let listed = format!("/businesses/{}/hooks", salon.business);
    let deliveries = format!("/hooks/{hook}/deliveries");
    let mut answers = String::new();
    let card = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    for path in [&audit, &listed, &deliveries, &card] {
        answers += &salon.get(path, &salon.owner).await.text;
    }
    let events = format!("{:?}", salon.events().await);
    let messages = serde_json::to_string(&salon.system.inbox.list(None)).expect("JSON");
    let calls: String = receiver
        .calls()
        .iter()
        .map(|call| format!("{:?} {}", call.headers, String::from_utf8_lossy(&call.body)))
        .collect();
    assert!(
        log.text().contains("webhook called"),
        "{} bytes of log",
        log.text().len()
    );
    let places = [
        ("table and stream", &stored),
        ("answers", &answers),
        ("events", &events),
        ("messages", &messages),
        ("calls", &calls),
        ("log", &log.text()),
    ];
    for (place, text) in places {
        for secret in [anna.secret.as_str(), &first[6..], &second[6..], "amoniak"] {
            assert!(!text.contains(secret), "a secret stands in the {place}");
        }
    }
}

#[tokio::test]
async fn a_seal_moved_to_another_account_or_changed_opens_nothing() {
    let salon = Salon::empty(NOW).await;
    let (anna, ewa) = (protected(&salon, ANNA).await, protected(&salon, EWA).await);
    salon.travel(LATER).await;
    // Whoever can write to the table puts their own authenticator in another's place.
    let Versioned { record, version } = factor(&salon, anna.account).await;
    let swapped = SecondFactor {
        secret: factor(&salon, ewa.account).await.record.secret,
        ..record.clone()
    };
    let store = &salon.system.app.store;
    store.replace(&swapped, version).await.expect("written");
    let asked = challenge(&salon, ANNA).await;
    for secret in [&ewa.secret, &anna.secret] {
        let refused = answer(&salon, &asked, "code", &code_of(secret, &salon)).await;
        refused.refused(500, "internal");
    }
    store.replace(&record, version + 1).await.expect("written");
    answer(&salon, &asked, "code", &code_of(&anna.secret, &salon))
        .await
        .expect(200);
}

#[tokio::test]
async fn while_the_keeper_is_away_codes_wait_without_costing_tries_and_recovery_codes_work() {
    let salon = Salon::empty(NOW).await;
    let anna = protected(&salon, ANNA).await;
    // What the process remembered is forgotten.
    salon.travel(LATER).await;
    let asked = challenge(&salon, ANNA).await;
    salon.system.data_keys.set_out(true);
    // More often than a challenge or an account may be tried.
    for _ in 0..12 {
        let waits = answer(&salon, &asked, "code", &code_of(&anna.secret, &salon)).await;
        waits.refused(503, "unavailable");
    }
    salon.system.data_keys.set_out(false);
    answer(&salon, &asked, "code", &code_of(&anna.secret, &salon))
        .await
        .expect(200);
    salon.travel("2027-03-08T09:40:00Z").await;
    salon.system.data_keys.set_out(true);
    let asked = challenge(&salon, ANNA).await;
    answer(&salon, &asked, "recovery_code", &anna.recovery)
        .await
        .expect(200);
    salon
        .post(
            "/auth/totp",
            sign_in(&salon, EWA).await["access_token"].as_str().expect("a token"),
            json!({}),
        )
        .await
        .refused(503, "unavailable");
}

#[tokio::test]
async fn while_the_keeper_is_away_no_webhook_is_set_and_calls_wait() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (kept, secret) = hook(&salon, &receiver).await;
    salon.travel(LATER).await;
    salon.system.data_keys.set_out(true);
    let path = format!("/businesses/{}/hooks", salon.business);
    let wish = json!({ "url": receiver.url, "events": ["*"] });
    let hooks = salon.get(&path, &owner(&salon)).await.body["data"].clone();
    salon
        .post(&path, &owner(&salon), wish)
        .await
        .refused(503, "unavailable");
    let rotate = format!("/hooks/{kept}/rotate-secret");
    salon
        .post(&rotate, &owner(&salon), json!({}))
        .await
        .refused(503, "unavailable");
    assert_eq!(salon.get(&path, &owner(&salon)).await.body["data"], hooks);
    salon
        .post(&format!("/hooks/{kept}/test"), &owner(&salon), json!({}))
        .await
        .expect(201);
    // For longer than a message of the queue is tried.
    for minute in 21..30 {
        salon.travel(&format!("2027-03-08T09:{minute}:00Z")).await;
    }
    assert!(receiver.calls().is_empty(), "nothing goes out unsigned");
    salon.system.data_keys.set_out(false);
    salon.travel("2027-03-08T09:32:00Z").await;
    let call = receiver.calls().pop().expect("a call");
    assert!(call.is_signed_with(&secret, salon.system.app.now()));
}

#[tokio::test]
async fn what_was_written_in_the_clear_is_read_and_sealed_at_its_next_use() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let anna = protected(&salon, ANNA).await;
    let (id, secret) = hook(&salon, &receiver).await;
    let store = &salon.system.app.store;
    let Versioned { record, version } = factor(&salon, anna.account).await;
    let before = SecondFactor {
        secret: Sealed::of_before(&anna.secret),
        ..record
    };
    store.replace(&before, version).await.expect("written");
    let Versioned { record, version } = secrets(&salon, id).await;
    let ended = RetiredSecret {
        secret: Sealed::of_before("whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"),
        until: salon.system.app.now(),
    };
    let before = HookSecrets {
        current: Sealed::of_before(&secret),
        previous: Some(ended),
        ..record
    };
    store.replace(&before, version).await.expect("written");

    salon.travel(LATER).await;
    let asked = challenge(&salon, ANNA).await;
    answer(&salon, &asked, "code", &code_of(&anna.secret, &salon))
        .await
        .expect(200);
    assert!(is_sealed(&factor(&salon, anna.account).await.record.secret));
    ping(&salon, id).await;
    let call = receiver.calls().pop().expect("a call");
    assert!(call.is_signed_with(&secret, salon.system.app.now()));
    let now = secrets(&salon, id).await;
    assert!(is_sealed(&now.record.current) && now.record.previous.is_none());
    // And written no more often than needed.
    ping(&salon, id).await;
    assert_eq!(secrets(&salon, id).await.version, now.version);
}

#[tokio::test]
async fn a_replaced_key_opens_what_is_old_and_the_next_use_leaves_it_behind() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let anna = protected(&salon, ANNA).await;
    let (id, secret) = hook(&salon, &receiver).await;
    let old = factor(&salon, anna.account).await.record.secret;
    salon.system.data_keys.rotate().expect("another key");
    salon.travel("2027-07-08T09:00:00Z").await;
    let asked = challenge(&salon, ANNA).await;
    answer(&salon, &asked, "code", &code_of(&anna.secret, &salon))
        .await
        .expect(200);
    let new = factor(&salon, anna.account).await.record.secret;
    assert!(generation(&new) > generation(&old));
    ping(&salon, id).await;
    let call = receiver.calls().pop().expect("a call");
    assert!(call.is_signed_with(&secret, salon.system.app.now()));
    assert_eq!(generation(&secrets(&salon, id).await.record.current), generation(&new));
}

#[tokio::test]
async fn a_warm_function_asks_for_keys_once_per_owner() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let asked = salon.system.data_keys.asked();
    let (id, _) = hook(&salon, &receiver).await;
    hook(&salon, &receiver).await;
    for _ in 0..5 {
        ping(&salon, id).await;
    }
    assert_eq!(receiver.calls().len(), 5);
    assert_eq!(salon.system.data_keys.asked(), asked + 1);
}

#[tokio::test]
async fn notes_about_a_customer_come_back_newest_first_in_pages_and_to_nobody_out_of_reach() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-10T10:00:00Z", "ewa").await.expect(201);
    let customer = customer_of(&salon, &booked).await;
    let path = format!("/customers/{customer}/notes");
    for (minute, text) in [(1, "one"), (2, "two"), (3, "three\nlines")] {
        salon
            .system
            .clock
            .set(format!("2027-03-08T09:{minute:02}:00Z").parse().expect("an instant"));
        let note = salon
            .post(&path, &salon.owner, json!({ "text": text }))
            .await
            .expect(201);
        assert_eq!(note["text"], text);
    }
    let first = salon.get(&format!("{path}?limit=2"), &salon.owner).await;
    let texts = |answer: &Answer| -> Vec<Value> {
        let notes = answer.body["data"].as_array().expect("a list");
        notes.iter().map(|note| note["text"].clone()).collect()
    };
    assert_eq!(texts(&first), [json!("three\nlines"), json!("two")]);
    let cursor = first.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let rest = salon
        .get(&format!("{path}?limit=2&cursor={cursor}"), &salon.owner)
        .await;
    assert_eq!(texts(&rest), [json!("one")]);

    for (text, code) in [(json!(""), "required"), (json!("x".repeat(2_001)), "text_too_long")] {
        let refused = salon.post(&path, &salon.owner, json!({ "text": text })).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(code), "{}", refused.text);
    }
    let manager = salon.sign_up("some@salon.example").await;
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.customers = Scope::Only(Vec::new())
        })
        .await;
    salon.get(&path, &manager).await.refused(404, "not_found");
    salon
        .post(&path, &manager, json!({ "text": "words" }))
        .await
        .refused(404, "not_found");
    let nobody = path.replace(&customer[customer.len() - 4..], "0000");
    salon.get(&nobody, &salon.owner).await.refused(404, "not_found");
    // While the keeper of the keys is away nothing is written, and nothing is shown half.
    salon.travel(LATER).await;
    salon.system.data_keys.set_out(true);
    salon
        .post(&path, &owner(&salon), json!({ "text": "four" }))
        .await
        .refused(503, "unavailable");
    salon.get(&path, &owner(&salon)).await.refused(503, "unavailable");
    salon.system.data_keys.set_out(false);
    assert_eq!(texts(&salon.get(&path, &owner(&salon)).await).len(), 3);
}
