//! An issuer like Clerk, with keys made on the spot.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use local::outside::{ISSUER, PARTY, WEBHOOK_SECRET};
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

/// A signing key and its name.
pub struct Key {
    pub kid: &'static str,
    signing: EncodingKey,
}

impl Key {
    fn make(kid: &'static str) -> Self {
        let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).expect("a key");
        let der = AsDer::<Pkcs8V1Der>::as_der(&key).expect("a document");
        let base64 = STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----\n");
        Self {
            kid,
            signing: EncodingKey::from_rsa_pem(pem.as_bytes()).expect("an RSA key"),
        }
    }

    pub fn public(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.signing, Algorithm::RS256).expect("a public key");
        jwk.common.key_id = Some(self.kid.to_owned());
        serde_json::to_value(jwk).expect("JSON")
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(Header::new(Algorithm::RS256), claims)
    }

    pub fn sign_as(&self, header: Header, claims: &Value) -> String {
        let kid = Some(self.kid.to_owned());
        encode(&Header { kid, ..header }, claims, &self.signing).expect("a token")
    }
}

/// The issuer's key, and one that it has not published yet.
pub fn keys() -> &'static [Key; 2] {
    static KEYS: OnceLock<[Key; 2]> = OnceLock::new();
    KEYS.get_or_init(|| [Key::make("ins_first"), Key::make("ins_second")])
}

pub fn document(keys: &[&Key]) -> String {
    // Keys of other kinds may stand beside them.
    let mut all = vec![json!({ "kty": "OKP", "crv": "X448", "kid": "odd", "x": "AA" })];
    all.extend(keys.iter().map(|key| key.public()));
    json!({ "keys": all }).to_string()
}

/// A system that trusts the first key.
pub async fn trusting() -> Salon {
    let salon = Salon::empty("2027-03-08T09:00:00Z").await;
    salon.system.outside_keys.set(Some(document(&[&keys()[0]])));
    salon
}

pub fn claims(salon: &Salon, user: &str) -> Value {
    let now = salon.system.app.now().timestamp();
    json!({
        "iss": ISSUER, "sub": user, "sid": "sess_1", "azp": PARTY, "v": 2, "fva": [0, -1],
        "iat": now, "nbf": now - 10, "exp": now + 60, "jti": "1"
    })
}

/// What Clerk gives a browser for a minute.
pub fn token(salon: &Salon, user: &str) -> String {
    keys()[0].sign(&claims(salon, user))
}

pub async fn me(salon: &Salon, token: &str) -> Answer {
    salon.get("/me", token).await
}

/// A user as Clerk tells of one.
pub fn user(id: &str, updated_at: i64, email: &str) -> Value {
    json!({
        "id": id, "object": "user", "first_name": "Anna", "last_name": "Nowak", "updated_at": updated_at,
        "primary_email_address_id": "idn_2",
        "email_addresses": [
            { "id": "idn_1", "email_address": "other@people.example", "verification": { "status": "verified" } },
            { "id": "idn_2", "email_address": email, "verification": { "status": "verified" } }
        ],
        "primary_phone_number_id": null, "phone_numbers": [], "public_metadata": { "role": "admin" }
    })
}

pub fn message(kind: &str, data: &Value) -> String {
    json!({ "data": data, "object": "event", "type": kind, "timestamp": 1, "instance_id": "ins_1" }).to_string()
}

pub fn signature(id: &str, stamp: i64, body: &str) -> String {
    let secret = STANDARD
        .decode(WEBHOOK_SECRET.trim_start_matches("whsec_"))
        .expect("base64");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    let tag = hmac::sign(&key, format!("{id}.{stamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag))
}

pub async fn send(salon: &Salon, id: &str, stamp: i64, signature: &str, body: &str) -> Answer {
    let message = request(http::Method::POST, "/webhooks/clerk")
        .header("content-type", "application/json")
        .header("svix-id", id)
        .header("svix-timestamp", &stamp.to_string())
        .header("svix-signature", signature);
    salon.send(message.raw(body)).await
}

/// Sent and signed now.
pub async fn tell(salon: &Salon, id: &str, kind: &str, data: &Value) -> Answer {
    let (stamp, body) = (salon.system.app.now().timestamp(), message(kind, data));
    send(salon, id, stamp, &signature(id, stamp, &body), &body).await
}

/// The kinds of events told of accounts so far.
pub async fn told(salon: &Salon) -> Vec<String> {
    salon.system.settle().await.expect("the system comes to rest");
    let events = salon.system.bus.events().into_iter().map(|event| event.kind);
    events.filter(|kind| kind.starts_with("Account")).collect()
}
