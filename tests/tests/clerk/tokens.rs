//! Whose tokens are believed, and what they make.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use testkit::Salon;

use crate::issuer::*;

#[tokio::test]
async fn the_first_token_creates_a_customers_account_and_the_next_finds_it() {
    let salon = trusting().await;
    let first = me(&salon, &token(&salon, "user_1")).await.expect(200);
    assert_eq!((&first["role"], &first["email"]), (&json!("customer"), &Value::Null));
    assert_eq!(first["second_factor"], false);
    salon.travel("2027-03-08T10:00:00Z").await;
    let again = me(&salon, &token(&salon, "user_1")).await.expect(200);
    assert_eq!(again["account_id"], first["account_id"]);
    assert!(again["created_at"].is_string(), "it has a record: {again}");
    let other = me(&salon, &token(&salon, "user_2")).await.expect(200);
    assert_ne!(other["account_id"], first["account_id"]);
    assert_eq!(told(&salon).await, ["AccountCreated", "AccountCreated"]);
}

#[tokio::test]
async fn tokens_are_taken_at_every_door_and_their_roles_are_not_ours() {
    let salon = trusting().await;
    let mut claims = claims(&salon, "user_1");
    claims["role"] = json!("admin");
    claims["o"] = json!({ "id": "org_1", "rol": "admin" });
    claims["fva"] = json!([0, 3]);
    let token = keys()[0].sign(&claims);
    let shown = me(&salon, &token).await.expect(200);
    assert_eq!(
        (&shown["role"], &shown["second_factor"]),
        (&json!("customer"), &json!(true))
    );
    salon.get("/bookings", &token).await.expect(200);
    let firm = json!({ "name": "Salon", "country": "PL", "currency": "PLN", "locale": "pl" });
    salon.post("/businesses", &token, firm).await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_first_uses_at_once_one_creates_the_account() {
    let salon = Arc::new(trusting().await);
    let token = token(&salon, "user_1");
    let tries = (0..16).map(|_| {
        let (salon, token) = (salon.clone(), token.clone());
        tokio::spawn(async move { me(&salon, &token).await.expect(200)["account_id"].clone() })
    });
    let ids: Vec<Value> = join_all(tries)
        .await
        .into_iter()
        .map(|id| id.expect("no panic"))
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(told(&salon).await, ["AccountCreated"]);
}

/// What a forger, or a careless front end, could send.
fn disbelieved(salon: &Salon) -> Vec<(&'static str, String)> {
    let [known, unpublished] = keys();
    let now = salon.system.app.now().timestamp();
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut value = claims(salon, "user_1");
        change(&mut value);
        known.sign(&value)
    };
    let without = |name: &'static str| {
        altered(&move |claims| {
            claims.as_object_mut().expect("claims").remove(name);
        })
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let body = part(&claims(salon, "user_1"));
    let unsigned = format!(
        "{}.{body}.",
        part(&json!({ "alg": "none", "kid": known.kid, "typ": "JWT" }))
    );
    let public = known.public()["n"].as_str().expect("a modulus").to_owned();
    let confused = Header {
        kid: Some(known.kid.to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let secret = EncodingKey::from_secret(public.as_bytes());
    let confused = encode(&confused, &claims(salon, "user_1"), &secret).expect("a token");
    let mut foreign = unpublished.sign(&claims(salon, "user_1"));
    foreign.replace_range(..foreign.find('.').expect("a header"), &known_header());
    vec![
        ("no signature", unsigned),
        ("a public key as a secret", confused),
        (
            "another RSA algorithm",
            known.sign_as(Header::new(Algorithm::RS512), &claims(salon, "user_1")),
        ),
        ("a key not published", unpublished.sign(&claims(salon, "user_1"))),
        ("another key by the name of ours", foreign),
        (
            "another issuer",
            altered(&|c| c["iss"] = json!("https://clerk.example")),
        ),
        ("another party", altered(&|c| c["azp"] = json!("https://evil.example"))),
        ("the word of the list", altered(&|c| c["azp"] = json!("none"))),
        ("no party", without("azp")),
        ("ended", altered(&|c| c["exp"] = json!(now - 6))),
        ("no end", without("exp")),
        ("not begun", altered(&|c| c["nbf"] = json!(now + 6))),
        ("not finished", altered(&|c| c["sts"] = json!("pending"))),
        ("nobody", altered(&|c| c["sub"] = json!(""))),
        ("no subject", without("sub")),
        (
            "half a token",
            token(salon, "user_1").rsplit_once('.').expect("parts").0.to_owned(),
        ),
    ]
}

/// The header of a token that the first key signs.
fn known_header() -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": keys()[0].kid });
    URL_SAFE_NO_PAD.encode(header.to_string())
}

#[tokio::test]
async fn no_forged_ended_or_misdirected_token_is_believed_nor_leaves_an_account() {
    let salon = trusting().await;
    for (what, token) in disbelieved(&salon) {
        let answer = me(&salon, &token).await;
        let code = answer.body["error"]["code"].as_str().unwrap_or_default();
        assert_eq!(
            (answer.status, code),
            (401, "unauthenticated"),
            "{what}: {}",
            answer.text
        );
    }
    assert!(told(&salon).await.is_empty());
}

#[tokio::test]
async fn clocks_may_differ_by_five_seconds() {
    let salon = trusting().await;
    let now = salon.system.app.now().timestamp();
    for (claim, at) in [("exp", now - 4), ("nbf", now + 5)] {
        let mut claims = claims(&salon, "user_1");
        claims[claim] = json!(at);
        me(&salon, &keys()[0].sign(&claims)).await.expect(200);
    }
}

#[tokio::test]
async fn keys_are_asked_for_once_and_for_an_unknown_one_at_most_once_a_minute() {
    let salon = trusting().await;
    let asked = || salon.system.outside_keys.asked();
    for _ in 0..3 {
        me(&salon, &token(&salon, "user_1")).await.expect(200);
    }
    assert_eq!(asked(), 1);
    let second = |salon: &Salon| keys()[1].sign(&claims(salon, "user_1"));
    for _ in 0..5 {
        me(&salon, &second(&salon)).await.refused(401, "unauthenticated");
    }
    assert_eq!(asked(), 1, "the issuer was asked this minute");
    // The issuer changes keys; whoever comes with the new one waits a minute at most.
    salon.system.outside_keys.set(Some(document(&[&keys()[0], &keys()[1]])));
    salon.travel("2027-03-08T09:01:01Z").await;
    me(&salon, &second(&salon)).await.expect(200);
    assert_eq!(asked(), 2);
    // And takes the old one back.
    salon.system.outside_keys.set(Some(document(&[&keys()[1]])));
    salon.travel("2027-03-08T10:01:02Z").await;
    me(&salon, &token(&salon, "user_1"))
        .await
        .refused(401, "unauthenticated");
    me(&salon, &second(&salon)).await.expect(200);
}

#[tokio::test]
async fn an_outage_of_the_issuer_signs_out_nobody_who_is_known() {
    let salon = trusting().await;
    salon.system.outside_keys.set(None);
    let answer = me(&salon, &token(&salon, "user_1")).await;
    assert_eq!(answer.status, 503, "{}", answer.text);
    salon.system.outside_keys.set(Some(document(&[&keys()[0]])));
    salon.travel("2027-03-08T09:00:06Z").await;
    me(&salon, &token(&salon, "user_1")).await.expect(200);
    salon.system.outside_keys.set(None);
    salon.travel("2027-03-08T12:00:00Z").await;
    me(&salon, &token(&salon, "user_1")).await.expect(200);
}

#[tokio::test]
async fn our_own_tokens_are_believed_as_ever() {
    let salon = trusting().await;
    let own = salon.token(json!({ "role": "customer", "email": "anna@people.example" }));
    me(&salon, &own).await.expect(200);
    assert_eq!(salon.system.outside_keys.asked(), 0);
}
