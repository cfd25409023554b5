//! Who is believed, and what a role may reach.

use api::auth::{Claims, KeysError, TokenVerifier};
use application::access::Role;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::ids::{ShopId, StaffId};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::demo::{AUDIENCE, ISSUER, KEYS, Reply, business, call, claims, jwks, now, sign, token};

async fn update(token: &str) -> Reply {
    let shop = ShopId::new(business(1), Uuid::from_u128(5));
    call("PATCH", &format!("/api/v1/shops/{shop}"))
        .token(token)
        .json(json!({}))
        .send()
        .await
}

fn signed(claims: &Claims) -> String {
    sign(claims, &KEYS.signer, "ec-1", Algorithm::ES256)
}

fn altered(change: impl FnOnce(&mut Value)) -> String {
    let mut value = serde_json::to_value(claims(Role::Owner)).unwrap();
    change(&mut value);
    sign(&value, &KEYS.signer, "ec-1", Algorithm::ES256)
}

fn unsigned(header: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.",
        part(header),
        part(&serde_json::to_value(claims(Role::Owner)).unwrap())
    )
}

#[tokio::test]
async fn tokens_of_both_key_kinds_are_believed() {
    assert_eq!(update(&token(Role::Owner)).await.status, 200);
    assert_eq!(
        update(&sign(&claims(Role::Owner), &KEYS.edwards, "ed-1", Algorithm::EdDSA))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn no_forged_or_foreign_token_is_believed_and_each_gets_the_same_answer() {
    let public = jwks();
    let mut torn = token(Role::Owner);
    let last = torn.pop().unwrap();
    torn.push(if last == 'A' { 'Q' } else { 'A' });
    let mut swapped: Vec<String> = token(Role::Owner).split('.').map(str::to_owned).collect();
    swapped[1] = token(Role::Admin).split('.').nth(1).unwrap().to_owned();
    let forgeries = [
        (
            "alg none",
            unsigned(&json!({ "alg": "none", "typ": "JWT", "kid": "ec-1" })),
        ),
        ("alg none without kid", unsigned(&json!({ "alg": "none" }))),
        (
            "the public key as a shared secret",
            sign(
                &claims(Role::Owner),
                &EncodingKey::from_secret(public.as_bytes()),
                "ec-1",
                Algorithm::HS256,
            ),
        ),
        (
            "another key under a known name",
            sign(&claims(Role::Owner), &KEYS.stranger, "ec-1", Algorithm::ES256),
        ),
        (
            "a known key under an unknown name",
            sign(&claims(Role::Owner), &KEYS.signer, "ec-2", Algorithm::ES256),
        ),
        (
            "a known key under another's name",
            sign(&claims(Role::Owner), &KEYS.signer, "ed-1", Algorithm::ES256),
        ),
        (
            "another issuer",
            altered(|c| c["iss"] = json!("https://elsewhere.test")),
        ),
        ("another audience", altered(|c| c["aud"] = json!("someone-else"))),
        (
            "no audience",
            altered(|c| drop(c.as_object_mut().unwrap().remove("aud"))),
        ),
        ("no expiry", altered(|c| drop(c.as_object_mut().unwrap().remove("exp")))),
        ("an unknown role", altered(|c| c["role"] = json!("root"))),
        ("no account", altered(|c| c["sub"] = json!("anna"))),
        (
            "a card of another business",
            altered(|c| {
                c["staff_id"] = json!(StaffId::new(business(2), Uuid::from_u128(1)));
            }),
        ),
        ("a torn signature", torn),
        ("a swapped payload", swapped.join(".")),
        ("an endless token", "a".repeat(20_000)),
        ("no token", String::new()),
    ];
    for (what, forged) in forgeries {
        let reply = update(&forged).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (401, "unauthenticated"),
            "{what}"
        );
        assert_eq!(reply.header("www-authenticate"), "Bearer", "{what}");
        assert_eq!(reply.json()["error"]["message"], "Please sign in.", "{what}");
    }
}

#[tokio::test]
async fn a_missing_or_foreign_scheme_is_not_signed_in() {
    let shop = ShopId::new(business(1), Uuid::from_u128(5));
    let path = format!("/api/v1/shops/{shop}");
    assert_eq!(call("PATCH", &path).json(json!({})).send().await.status, 401);
    for value in ["Basic YTpi", "Bearer", &token(Role::Owner)] {
        assert_eq!(
            call("PATCH", &path)
                .header("authorization", value)
                .json(json!({}))
                .send()
                .await
                .status,
            401,
            "{value}"
        );
    }
    let twice = call("PATCH", &path)
        .token(&token(Role::Owner))
        .token(&token(Role::Owner))
        .json(json!({}))
        .send()
        .await;
    assert_eq!(twice.status, 401);
}

#[tokio::test]
async fn a_token_lives_by_the_applications_clock() {
    // The verifier in the demo allows five seconds; its clock stands in 2027, so the machine's clock cannot matter.
    for (exp, believed) in [(900, true), (1, true), (-4, true), (-5, false), (-900, false)] {
        let claims = Claims {
            exp: now().timestamp() + exp,
            ..claims(Role::Owner)
        };
        assert_eq!(update(&signed(&claims)).await.status == 200, believed, "exp {exp}");
    }
    for (nbf, believed) in [(-900, true), (5, true), (6, false)] {
        let claims = Claims {
            nbf: Some(now().timestamp() + nbf),
            ..claims(Role::Owner)
        };
        assert_eq!(update(&signed(&claims)).await.status == 200, believed, "nbf {nbf}");
    }
    let verifier = TokenVerifier::new(&jwks(), ISSUER, AUDIENCE, 0).unwrap();
    let old = token(Role::Owner);
    assert!(verifier.verify(&old, now() + TimeDelta::seconds(899)).is_ok());
    assert!(verifier.verify(&old, now() + TimeDelta::seconds(900)).is_err());
}

#[tokio::test]
async fn a_role_without_the_permission_is_forbidden() {
    let staff = update(&token(Role::Staff)).await;
    assert_eq!((staff.status.as_u16(), staff.code().as_str()), (403, "forbidden"));
    for (role, status) in [
        (Role::Customer, 403),
        (Role::Manager, 403),
        (Role::Owner, 200),
        (Role::Admin, 200),
    ] {
        let reply = call("POST", "/api/v1/businesses").token(&token(role)).send().await;
        assert_eq!(reply.status, status, "{role}");
    }
}

#[tokio::test]
async fn a_header_that_names_another_business_finds_nothing() {
    let shop = ShopId::new(business(1), Uuid::from_u128(5));
    let path = format!("/api/v1/shops/{shop}");
    for (name, status) in [
        (business(1).to_string(), 200),
        (business(2).to_string(), 404),
        ("biz_x".to_owned(), 404),
    ] {
        let reply = call("PATCH", &path)
            .token(&token(Role::Owner))
            .header("x-business-id", &name)
            .json(json!({}))
            .send()
            .await;
        assert_eq!(reply.status, status, "{name}");
    }
}

#[tokio::test]
async fn memberships_that_cannot_be_read_are_worth_another_try() {
    let unbound = Claims {
        business_id: None,
        ..claims(Role::Owner)
    };
    let reply = update(&signed(&unbound)).await;
    assert_eq!(
        (
            reply.status.as_u16(),
            reply.code().as_str(),
            reply.header("retry-after")
        ),
        (503, "unavailable", "1")
    );
}

#[test]
fn keys_that_cannot_verify_are_refused_at_the_start() {
    let verifier = |jwks: &str| TokenVerifier::new(jwks, ISSUER, AUDIENCE, 0);
    let mut set: Value = serde_json::from_str(&jwks()).unwrap();
    assert!(matches!(verifier("{}"), Err(KeysError::Unreadable(_))));
    assert!(matches!(verifier(r#"{"keys":[]}"#), Err(KeysError::Empty)));
    assert!(matches!(
        TokenVerifier::new(&jwks(), ISSUER, AUDIENCE, 31),
        Err(KeysError::Leeway(31))
    ));
    set["keys"][1]["kid"] = json!("ec-1");
    assert!(matches!(verifier(&set.to_string()), Err(KeysError::Unnamed)));
    set["keys"][1] = json!({ "kty": "oct", "kid": "shared", "k": "c2VjcmV0" });
    assert!(matches!(verifier(&set.to_string()), Err(KeysError::Unsupported { .. })));
}

#[test]
fn claims_show_no_contact_when_printed() {
    let shown = format!("{:?}", claims(Role::Owner));
    assert!(!shown.contains("anna"), "{shown}");
}
