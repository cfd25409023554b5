//! Signing keys through their whole life: made, told, used, replaced, forgotten; and what a run that fails leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api::auth::TokenIssuer;
use application::identity::SignedIn;
use application::signing_keys::{KeyVault, rotate};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::ids::{AccountId, SessionId};
use booking_rules::values::Locale;
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use providers::Pending;
use providers::key_vault::VaultError;
use providers::key_vault::local::LocalVault;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Account, AccountKind, Operation, Session};
use testkit::{Salon, request};

const START: &str = "2027-03-08T09:00:00Z";
const ISSUER: &str = "https://local.salonbook.invalid";

fn after(days: i64, minutes: i64) -> DateTime<Utc> {
    START.parse::<DateTime<Utc>>().expect("an instant") + TimeDelta::days(days) + TimeDelta::minutes(minutes)
}

fn signed_in(now: DateTime<Utc>) -> SignedIn {
    let id = AccountId::new(uuid::Uuid::from_u128(7));
    let account = Account {
        id,
        kind: AccountKind::Customer,
        email: None,
        phone: None,
        name: None,
        locale: Locale::default(),
        closed: false,
        created_at: now,
    };
    let session = Session {
        id: SessionId::new(uuid::Uuid::from_u128(8)),
        account: id,
        family_hash: String::new(),
        token_hash: String::new(),
        method: "password".to_owned(),
        second_factor: false,
        created_at: now,
        last_used_at: now,
        expires_at: now + TimeDelta::days(7),
        user_agent: None,
        address: None,
    };
    SignedIn { account, session }
}

/// Whoever signs in now gets this token.
async fn sign_in(salon: &Salon) -> String {
    let now = salon.system.app.now();
    let issuer = salon.system.state.issuer().expect("an issuer");
    issuer.issue(&signed_in(now), now).await.expect("a token")
}

/// Which key signed it.
fn kid(token: &str) -> String {
    let head = token.split('.').next().expect("a head");
    let head = URL_SAFE_NO_PAD.decode(head).expect("base64");
    let head: Value = serde_json::from_slice(&head).expect("JSON");
    head["kid"].as_str().expect("a kid").to_owned()
}

async fn is_believed(salon: &Salon, token: &str) -> bool {
    let answer = salon.get("/me", token).await;
    match answer.status {
        200 => true,
        401 => false,
        other => panic!("{other}: {}", answer.text),
    }
}

/// The ids of the keys that the world is told.
async fn told(salon: &Salon) -> Vec<String> {
    let answer = salon.send(request(Method::GET, "/.well-known/jwks.json")).await;
    let keys = answer.body["keys"].as_array().expect("keys").clone();
    keys.iter()
        .map(|key| key["kid"].as_str().expect("a kid").to_owned())
        .collect()
}

async fn travel(salon: &Salon, to: DateTime<Utc>) {
    salon.travel(&to.to_rfc3339()).await;
}

#[tokio::test]
async fn who_signs_in_is_believed_by_the_keys_that_the_world_is_told() {
    let salon = Salon::empty(START).await;
    let token = sign_in(&salon).await;
    assert!(is_believed(&salon, &token).await);

    let answer = salon.send(request(Method::GET, "/.well-known/jwks.json")).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
    let [key] = answer.body["keys"].as_array().expect("keys").as_slice() else {
        panic!("{}", answer.text)
    };
    let expected =
        json!({ "kid": kid(&token), "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": key["x"] });
    assert_eq!(*key, expected, "the public half and nothing else");

    // Local tokens are signed by another key, which is not told and never rotated.
    let local = salon.token(json!({ "role": "customer", "email": "eve@example.com" }));
    assert_ne!(kid(&local), kid(&token));
    assert!(is_believed(&salon, &local).await);
}

#[tokio::test]
async fn a_known_key_costs_no_request_and_an_unknown_one_a_request_a_minute() {
    let (salon, meter) = Salon::empty(START).await.metered();
    let local = salon.token(json!({ "role": "customer" }));
    let asked = async |token: &str| {
        let _ = salon.get("/me", token).await;
        meter
            .take()
            .into_iter()
            .map(|request| request.operation)
            .collect::<Vec<_>>()
    };
    let of_the_endpoint = asked(&local).await;
    let token = sign_in(&salon).await;
    let first = asked(&token).await;
    assert_eq!(
        first.len(),
        of_the_endpoint.len() + 1,
        "the set is read once: {first:?}"
    );
    for _ in 0..5 {
        assert_eq!(asked(&token).await, of_the_endpoint);
    }

    salon.system.clock.set(after(0, 2));
    let stranger = Salon::empty(START).await;
    let foreign = sign_in(&stranger).await;
    assert_eq!(
        asked(&foreign).await,
        [Operation::GetItem],
        "whether it is a new key of ours"
    );
    for _ in 0..5 {
        assert_eq!(asked(&foreign).await, [], "a forger makes the table be read no further");
    }
    assert_eq!(asked(&token).await, of_the_endpoint);
}

#[tokio::test]
async fn tokens_of_the_key_before_are_believed_until_they_end_and_then_the_key_is_forgotten() {
    let salon = Salon::empty(START).await;
    let first = kid(&sign_in(&salon).await);
    let stolen = salon.system.vault.read().await.expect("a vault").expect("keys");

    // A minute or two of slack: the clock ticks, and the first key signs from a minute before it was made.
    travel(&salon, after(90, -2)).await;
    assert_eq!(told(&salon).await, std::slice::from_ref(&first));
    travel(&salon, after(90, 1)).await;
    let [old, second] = told(&salon)
        .await
        .try_into()
        .expect("the next key is told before it signs");
    assert_eq!(old, first);
    assert_eq!(kid(&sign_in(&salon).await), first);

    travel(&salon, after(91, 0)).await;
    let last_of_first = sign_in(&salon).await;
    assert_eq!(kid(&last_of_first), first);
    travel(&salon, after(91, 2)).await;
    let of_second = sign_in(&salon).await;
    assert_eq!(kid(&of_second), second);
    assert!(is_believed(&salon, &last_of_first).await && is_believed(&salon, &of_second).await);
    travel(&salon, after(91, 16)).await;
    assert!(
        !is_believed(&salon, &last_of_first).await,
        "its quarter of an hour is over"
    );
    assert!(is_believed(&salon, &of_second).await);

    travel(&salon, after(92, 15)).await;
    assert_eq!(told(&salon).await, [first.clone(), second.clone()]);
    travel(&salon, after(92, 18)).await;
    assert_eq!(told(&salon).await, std::slice::from_ref(&second));
    let document = salon.system.vault.read().await.expect("a vault").expect("keys");
    assert!(!secrecy::ExposeSecret::expose_secret(&document).contains(&first));

    // Whoever kept the retired key signs with it for nothing.
    let vault = LocalVault::new(None);
    vault.write(stolen).await.expect("a vault");
    let thief = TokenIssuer::new(Arc::new(vault), ISSUER, "salonbook");
    let now = salon.system.app.now();
    let forged = thief.issue(&signed_in(now), now).await.expect("a token");
    assert_eq!(kid(&forged), first);
    assert!(!is_believed(&salon, &forged).await);
    assert!(is_believed(&salon, &sign_in(&salon).await).await);
}

#[tokio::test]
async fn a_hundred_days_on_the_keys_have_turned_and_a_clock_moved_back_finds_a_key_too() {
    let salon = Salon::empty(START).await;
    let first = told(&salon).await;
    travel(&salon, after(100, 0)).await;
    assert_eq!(told(&salon).await.len(), 2);
    travel(&salon, after(102, 18)).await;
    let second = told(&salon).await;
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);
    travel(&salon, after(-100, 0)).await;
    assert!(is_believed(&salon, &sign_in(&salon).await).await);
}

/// The events that tell of keys.
async fn rotations(salon: &Salon) -> usize {
    let events = salon.system.app.store.events_of(store::keys::SIGNING_KEYS, 100).await;
    let events = events.expect("events");
    assert!(
        events
            .iter()
            .all(|event| event.kind == "SigningKeyRotated" && event.business_id.is_none())
    );
    events.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_runs_at_once_make_one_key() {
    let salon = Salon::empty(START).await;
    salon.system.clock.set(after(90, 1));
    let runs = (0..16).map(|_| {
        let system = salon.system.clone();
        tokio::spawn(async move { rotate(&system.app, &*system.vault).await })
    });
    for run in futures::future::join_all(runs).await {
        run.expect("a run ends").expect("nothing to complain of");
    }
    assert_eq!(told(&salon).await.len(), 2);
    assert_eq!(rotations(&salon).await, 2, "the first key and the next");
    salon.system.clock.set(after(91, 2));
    assert!(
        is_believed(&salon, &sign_in(&salon).await).await,
        "the vault holds the key that was told"
    );
}

/// A vault that can be read, and written unless it is broken.
struct Fragile {
    kept: Arc<LocalVault>,
    /// A write fails; else it never ends.
    answers: AtomicBool,
}

impl KeyVault for Fragile {
    fn read(&self) -> Pending<'_, Result<Option<SecretString>, VaultError>> {
        self.kept.read()
    }

    fn write(&self, _: SecretString) -> Pending<'_, Result<(), VaultError>> {
        if self.answers.load(Ordering::SeqCst) {
            Box::pin(std::future::ready(Err(VaultError("no".to_owned()))))
        } else {
            Box::pin(std::future::pending())
        }
    }
}

#[tokio::test]
async fn a_run_that_ends_between_telling_and_keeping_is_made_good_by_the_next() {
    let salon = Salon::empty(START).await;
    let app = &salon.system.app;
    let vault = Fragile {
        kept: salon.system.vault.clone(),
        answers: AtomicBool::new(true),
    };
    let first = told(&salon).await;
    salon.system.clock.set(after(90, 1));
    rotate(app, &vault).await.expect_err("the vault took nothing");
    let orphan = told(&salon).await;
    assert_eq!(orphan.len(), 2);

    // Stopped half-way: nothing is undone, and nobody else begins while it might go on.
    vault.answers.store(false, Ordering::SeqCst);
    let stopped = tokio::time::timeout(std::time::Duration::from_millis(300), rotate(app, &vault)).await;
    assert!(stopped.is_err(), "{stopped:?}");
    let second_orphan = told(&salon).await;
    assert!(second_orphan != orphan && second_orphan.len() == 2);
    rotate(app, &*salon.system.vault).await.expect("nothing to do");
    assert_eq!(told(&salon).await, second_orphan);

    salon.system.clock.set(after(90, 4));
    rotate(app, &*salon.system.vault).await.expect("rotated");
    let keys = told(&salon).await;
    assert!(keys.len() == 2 && keys[0] == first[0] && !second_orphan.contains(&keys[1]));
    assert_eq!(kid(&sign_in(&salon).await), first[0]);
    salon.system.clock.set(after(91, 5));
    let token = sign_in(&salon).await;
    assert_eq!(kid(&token), keys[1]);
    assert!(is_believed(&salon, &token).await);
}

#[tokio::test]
async fn a_quiet_day_writes_nothing() {
    let salon = Salon::empty(START).await;
    let (app, meter) = salon.system.app.metered();
    for days in [0, 1, 50, 89] {
        salon.system.clock.set(after(days, 0));
        rotate(&app, &*salon.system.vault).await.expect("nothing to do");
        let asked: Vec<_> = meter.take().into_iter().map(|request| request.operation).collect();
        assert_eq!(asked, [Operation::GetItem]);
    }
}

#[tokio::test]
async fn the_keys_of_a_folder_outlive_the_process() {
    let folder = std::env::temp_dir().join(format!("salonbook-keys-{}", std::process::id()));
    let place = local::Place::Folder(folder.clone());
    let now = Some(after(0, 0));
    let mut told: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let system = local::System::start(&place, now, "http://salon.test")
            .await
            .expect("starts");
        let keys = application::signing_keys::published(&system.app).await.expect("keys");
        told.push(serde_json::from_str(&keys).expect("JSON"));
        system.stop();
    }
    assert_eq!(told[0], told[1]);
    std::fs::remove_dir_all(folder).expect("removed");
}
