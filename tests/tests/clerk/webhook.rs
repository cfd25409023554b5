//! What the issuer tells of its people: late, twice, in any order, and forged.

use application::identity::KnownAs;
use application::identity::outside::subject;
use booking_rules::ids::AccountId;
use booking_rules::values::{Email, Locale};
use local::outside::ISSUER;
use serde_json::{Value, json};
use store::{Account, AccountKind, Claimed, Commit, Entity, Session};
use testkit::Salon;

use crate::issuer::*;

const ANNA: &str = "anna@people.example";

async fn owner_of(salon: &Salon, known_as: &KnownAs) -> Option<AccountId> {
    let found = salon.system.app.store.claimed(known_as).await.expect("read");
    found.map(|claimed| claimed.record.account)
}

async fn has_email(salon: &Salon, email: &str) -> Option<AccountId> {
    owner_of(salon, &KnownAs::Email(Email::parse(email).expect("an address"))).await
}

async fn account(salon: &Salon, user: &str) -> Account {
    let id = owner_of(salon, &subject(ISSUER, user)).await.expect("an account");
    let found = salon.system.app.store.account(id).await.expect("read");
    found.expect("a record").record
}

fn email(account: &Account) -> Option<&str> {
    account.email.as_ref().map(Email::as_str)
}

#[tokio::test]
async fn a_user_becomes_an_account_with_the_address_that_was_verified() {
    let salon = trusting().await;
    let heard = tell(&salon, "msg_1", "user.created", &user("user_1", 1_000, ANNA)).await;
    assert_eq!(heard.expect(200)["followed"], true);
    let shown = me(&salon, &token(&salon, "user_1")).await.expect(200);
    assert_eq!(
        (&shown["email"], &shown["name"], &shown["role"]),
        (&json!(ANNA), &json!("Anna Nowak"), &json!("customer"))
    );
    assert_eq!(has_email(&salon, ANNA).await, Some(account(&salon, "user_1").await.id));
    assert_eq!(told(&salon).await, ["AccountCreated"]);
}

#[tokio::test]
async fn an_address_that_was_not_verified_is_nobodys() {
    let salon = trusting().await;
    let mut data = user("user_1", 1_000, ANNA);
    data["email_addresses"][1]["verification"] = json!({ "status": "unverified" });
    tell(&salon, "msg_1", "user.created", &data).await.expect(200);
    assert_eq!(email(&account(&salon, "user_1").await), None);
    assert_eq!(has_email(&salon, ANNA).await, None);
    assert_eq!(
        has_email(&salon, "other@people.example").await,
        None,
        "not the primary one"
    );
}

#[tokio::test]
async fn what_comes_late_or_twice_changes_nothing() {
    let salon = trusting().await;
    me(&salon, &token(&salon, "user_1")).await.expect(200);
    let newer = user("user_1", 2_000, "new@people.example");
    tell(&salon, "msg_2", "user.updated", &newer).await.expect(200);
    tell(&salon, "msg_1", "user.created", &user("user_1", 1_000, ANNA))
        .await
        .expect(200);
    assert_eq!(email(&account(&salon, "user_1").await), Some("new@people.example"));
    assert_eq!(has_email(&salon, ANNA).await, None);
    // The same message, with anything in it: its name was heard.
    tell(&salon, "msg_2", "user.updated", &user("user_1", 9_000, ANNA))
        .await
        .expect(200);
    assert_eq!(email(&account(&salon, "user_1").await), Some("new@people.example"));
    assert_eq!(told(&salon).await, ["AccountCreated", "AccountUpdated"]);
}

#[tokio::test]
async fn a_new_address_lets_the_old_one_go() {
    let salon = trusting().await;
    tell(&salon, "msg_1", "user.created", &user("user_1", 1_000, ANNA))
        .await
        .expect(200);
    let newer = user("user_1", 2_000, "new@people.example");
    tell(&salon, "msg_2", "user.updated", &newer).await.expect(200);
    assert_eq!(has_email(&salon, ANNA).await, None);
    tell(&salon, "msg_3", "user.created", &user("user_2", 1_000, ANNA))
        .await
        .expect(200);
    assert_eq!(has_email(&salon, ANNA).await, Some(account(&salon, "user_2").await.id));
}

#[tokio::test]
async fn an_address_that_another_account_has_stays_there() {
    let salon = trusting().await;
    tell(&salon, "msg_1", "user.created", &user("user_1", 1_000, ANNA))
        .await
        .expect(200);
    tell(&salon, "msg_2", "user.created", &user("user_2", 1_000, ANNA))
        .await
        .expect(200);
    assert_eq!(has_email(&salon, ANNA).await, Some(account(&salon, "user_1").await.id));
    assert_eq!(email(&account(&salon, "user_2").await), None);
    assert!(told(&salon).await.contains(&"AccountClaimRefused".to_owned()));
}

#[tokio::test]
async fn an_address_that_somebody_proved_to_us_is_not_the_issuers_to_change() {
    let salon = trusting().await;
    let app = &salon.system.app;
    let own = Account {
        id: AccountId::new(app.new_uuid()),
        kind: AccountKind::Customer,
        email: Email::parse(ANNA).ok(),
        phone: None,
        name: None,
        locale: Locale::Pl,
        closed: false,
        created_at: app.now(),
    };
    let mut commit = Commit::new();
    commit.create(&own).expect("an item");
    commit
        .create(&Claimed::new(&subject(ISSUER, "user_1"), own.id, app.now()))
        .expect("an item");
    app.store.commit(&commit).await.expect("written");
    let data = user("user_1", 1_000, "new@people.example");
    tell(&salon, "msg_1", "user.updated", &data).await.expect(200);
    assert_eq!(email(&account(&salon, "user_1").await), Some(ANNA));
}

#[tokio::test]
async fn a_deleted_user_is_refused_within_minutes_and_stays_away() {
    let salon = trusting().await;
    tell(&salon, "msg_1", "user.created", &user("user_1", 1_000, ANNA))
        .await
        .expect(200);
    me(&salon, &token(&salon, "user_1")).await.expect(200);
    let (app, id) = (&salon.system.app, account(&salon, "user_1").await.id);
    for number in 0..100 {
        let mut commit = Commit::new();
        commit.create(&session(&salon, id, number)).expect("an item");
        app.store.commit(&commit).await.expect("written");
    }
    let gone = json!({ "id": "user_1", "object": "user", "deleted": true });
    tell(&salon, "msg_2", "user.deleted", &gone).await.expect(200);
    let closed = account(&salon, "user_1").await;
    assert!(closed.closed && closed.name.is_none() && closed.email.is_none());
    assert_eq!(has_email(&salon, ANNA).await, None);
    assert!(app.store.sessions(id).await.expect("read").is_empty());
    // The account was remembered a moment after nine.
    salon.travel("2027-03-08T09:02:30Z").await;
    me(&salon, &token(&salon, "user_1"))
        .await
        .refused(401, "unauthenticated");
    // A message that was under way meanwhile.
    tell(&salon, "msg_3", "user.updated", &user("user_1", 9_000, ANNA))
        .await
        .expect(200);
    me(&salon, &token(&salon, "user_1"))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(has_email(&salon, ANNA).await, None);
    assert_eq!(told(&salon).await, ["AccountCreated", "AccountClosed"]);
}

fn session(salon: &Salon, account: AccountId, number: u32) -> Session {
    let (app, digest) = (&salon.system.app, store::digest(&number.to_string()));
    Session {
        id: booking_rules::ids::SessionId::new(app.new_uuid()),
        account,
        family_hash: digest.clone(),
        token_hash: digest,
        method: "code".to_owned(),
        second_factor: false,
        created_at: app.now(),
        last_used_at: app.now(),
        expires_at: app.now() + chrono::TimeDelta::days(7),
        user_agent: None,
        address: None,
    }
}

#[tokio::test]
async fn a_user_deleted_before_their_first_visit_never_comes_in() {
    let salon = trusting().await;
    tell(
        &salon,
        "msg_1",
        "user.deleted",
        &json!({ "id": "user_1", "deleted": true }),
    )
    .await
    .expect(200);
    me(&salon, &token(&salon, "user_1"))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn what_does_not_concern_us_is_heard_and_left_alone() {
    let salon = trusting().await;
    for (kind, data) in [
        ("session.created", json!({ "id": "sess_1" })),
        ("organization.created", json!({ "id": "org_1" })),
        ("user.updated", json!({ "id": "user_1", "updated_at": "yesterday" })),
        ("user.created", json!({})),
    ] {
        let heard = tell(&salon, "msg_1", kind, &data).await.expect(200);
        assert_eq!(heard["followed"], false, "{kind}");
    }
    assert_eq!(owner_of(&salon, &subject(ISSUER, "user_1")).await, None);
}

#[tokio::test]
async fn a_forged_or_replayed_message_leaves_no_trace() {
    let salon = trusting().await;
    let now = salon.system.app.now().timestamp();
    let body = message("user.created", &user("user_1", 1_000, ANNA));
    let good = signature("msg_1", now, &body);
    let forged = message("user.created", &user("user_1", 1_000, "evil@people.example"));
    for (what, id, stamp, signature, body) in [
        ("another body", "msg_1", now, good.clone(), &forged),
        ("another name", "msg_2", now, good.clone(), &body),
        ("another time", "msg_1", now + 1, good.clone(), &body),
        (
            "recorded",
            "msg_1",
            now - 301,
            signature("msg_1", now - 301, &body),
            &body,
        ),
        (
            "from the future",
            "msg_1",
            now + 301,
            signature("msg_1", now + 301, &body),
            &body,
        ),
        ("another version", "msg_1", now, good.replace("v1,", "v2,"), &body),
        ("no signature", "msg_1", now, String::new(), &body),
    ] {
        let answer = send(&salon, id, stamp, &signature, body).await;
        let code = answer.body["error"]["code"].as_str().unwrap_or_default();
        assert_eq!(
            (answer.status, code),
            (401, "unauthenticated"),
            "{what}: {}",
            answer.text
        );
    }
    assert_eq!(owner_of(&salon, &subject(ISSUER, "user_1")).await, None);
    assert!(told(&salon).await.is_empty());
    // None of them spoiled the name for the true message.
    let two = format!("v1,AAAA {good}");
    assert_eq!(
        send(&salon, "msg_1", now, &two, &body).await.expect(200)["followed"],
        true
    );
    assert_eq!(has_email(&salon, ANNA).await, Some(account(&salon, "user_1").await.id));
}

#[tokio::test]
async fn a_body_beyond_the_limit_or_no_json_is_refused() {
    let salon = trusting().await;
    let now = salon.system.app.now().timestamp();
    let flood = " ".repeat(200 * 1024);
    let answer = send(&salon, "msg_1", now, &signature("msg_1", now, &flood), &flood).await;
    answer.refused(413, "body_too_large");
    let answer = send(&salon, "msg_1", now, &signature("msg_1", now, "{"), "{").await;
    answer.refused(400, "malformed_json");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_first_token_and_the_message_of_the_same_user_make_one_account() {
    let salon = std::sync::Arc::new(trusting().await);
    let (data, token): (Value, String) = (user("user_1", 1_000, ANNA), token(&salon, "user_1"));
    let tries = (0..12).map(|number| {
        let (salon, data, token) = (salon.clone(), data.clone(), token.clone());
        tokio::spawn(async move {
            if number % 2 == 0 {
                me(&salon, &token).await.status
            } else {
                tell(&salon, &format!("msg_{number}"), "user.created", &data)
                    .await
                    .status
            }
        })
    });
    for status in futures::future::join_all(tries).await {
        assert_eq!(status.expect("no panic"), 200);
    }
    let made = told(&salon).await;
    assert_eq!(
        made.iter().filter(|kind| *kind == "AccountCreated").count(),
        1,
        "{made:?}"
    );
    let account = account(&salon, "user_1").await;
    assert_eq!(
        (email(&account), has_email(&salon, ANNA).await),
        (Some(ANNA), Some(account.id))
    );
    assert_eq!(account.key().sk, "ACCOUNT");
}
