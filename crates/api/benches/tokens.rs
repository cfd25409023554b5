//! What believing an access token costs: CPU, for it asks nobody. The issue allows 0.2 ms.

use std::hint::black_box;

use api::auth::{Claims, TokenVerifier};
use application::access::Role;
use application::signing_keys::ed25519_der;
use booking_rules::ids::AccountId;
use booking_rules::values::Email;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use uuid::Uuid;

const ISSUER: &str = "https://id.salonbook.example";
const AUDIENCE: &str = "salonbook";
const KID: &str = "bench";

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn claims() -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: AccountId::new(Uuid::from_u128(7)),
        exp: (now() + TimeDelta::minutes(15)).timestamp(),
        nbf: None,
        iat: now().timestamp(),
        role: Role::Owner,
        business_id: None,
        staff_id: None,
        email: Email::parse("owner@salon.example").ok(),
        phone: None,
        name: None,
        sid: None,
        second_factor: true,
    }
}

/// A verifier that knows one key, and a token of it.
fn believer() -> Option<(TokenVerifier, String)> {
    let signing = EncodingKey::from_ed_der(&ed25519_der(&[7; 32]));
    let header = Header {
        kid: Some(KID.to_owned()),
        ..Header::new(Algorithm::EdDSA)
    };
    let token = encode(&header, &claims(), &signing).ok()?;
    let mut public = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).ok()?;
    public.common.key_id = Some(KID.to_owned());
    let jwks = serde_json::to_string(&JwkSet { keys: vec![public] }).ok()?;
    let verifier = TokenVerifier::new(&jwks, ISSUER, AUDIENCE, 5).ok()?;
    Some((verifier, token))
}

#[divan::bench]
fn a_good_token(bencher: divan::Bencher<'_, '_>) {
    let Some((verifier, token)) = believer() else { return };
    assert!(verifier.verify(&token, now()).is_ok());
    bencher.bench_local(|| verifier.verify(black_box(&token), now()));
}

#[divan::bench]
fn a_forged_token(bencher: divan::Bencher<'_, '_>) {
    let Some((verifier, token)) = believer() else { return };
    let Some((signed, _)) = token.rsplit_once('.') else {
        return;
    };
    let forged = format!("{signed}.{}", "A".repeat(86));
    assert!(verifier.verify(&forged, now()).is_err());
    bencher.bench_local(|| verifier.verify(black_box(&forged), now()));
}
