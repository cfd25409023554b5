use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;

const TIMESTAMP: &str = "1804924800";
/// As it comes, line end and all.
const BODY: &[u8] = b"[{\"event\":\"delivered\",\"sg_message_id\":\"m1.filter0001\"}]\r\n";
const TEN_MINUTES: TimeDelta = TimeDelta::minutes(10);

struct Signer {
    pair: EcdsaKeyPair,
    public_key: String,
}

impl Signer {
    fn new() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let public_key = STANDARD.encode(pair.public_key().as_der().unwrap().as_ref());
        Self { pair, public_key }
    }

    fn sign(&self, timestamp: &str, body: &[u8]) -> String {
        let signed = [timestamp.as_bytes(), body].concat();
        STANDARD.encode(self.pair.sign(&SystemRandom::new(), &signed).unwrap())
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_804_924_800 + seconds, 0).unwrap()
}

#[test]
fn what_the_holder_of_the_key_signed_is_believed() {
    let signer = Signer::new();
    let signature = signer.sign(TIMESTAMP, BODY);
    assert!(verified(
        &signer.public_key,
        &signature,
        TIMESTAMP,
        BODY,
        at(0),
        TEN_MINUTES
    ));
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        signer.public_key
    );
    assert!(verified(&pem, &signature, TIMESTAMP, BODY, at(0), TEN_MINUTES));
}

#[test]
fn another_key_time_or_body_is_not() {
    let signer = Signer::new();
    let signature = signer.sign(TIMESTAMP, BODY);
    let check = |key: &str, signature: &str, timestamp: &str, body: &[u8]| {
        verified(key, signature, timestamp, body, at(0), TEN_MINUTES)
    };
    assert!(!check(&Signer::new().public_key, &signature, TIMESTAMP, BODY));
    assert!(!check(&signer.public_key, &signature, "1804924801", BODY));
    assert!(!check(
        &signer.public_key,
        &signature,
        TIMESTAMP,
        &BODY[..BODY.len() - 2]
    ));
    for bad in ["", "!", "AAAA"] {
        assert!(!check(&signer.public_key, bad, TIMESTAMP, BODY), "{bad}");
        assert!(!check(bad, &signature, TIMESTAMP, BODY), "{bad}");
        let signed_so = signer.sign(bad, BODY);
        assert!(!check(&signer.public_key, &signed_so, bad, BODY), "{bad}");
    }
}

#[test]
fn what_was_signed_too_long_ago_or_in_the_future_is_not_believed() {
    let signer = Signer::new();
    let signature = signer.sign(TIMESTAMP, BODY);
    let after = |seconds| {
        verified(
            &signer.public_key,
            &signature,
            TIMESTAMP,
            BODY,
            at(seconds),
            TEN_MINUTES,
        )
    };
    assert!(after(600) && after(-600));
    assert!(!after(601) && !after(-601));
    let day = TimeDelta::hours(25);
    assert!(verified(
        &signer.public_key,
        &signature,
        TIMESTAMP,
        BODY,
        at(86_400),
        day
    ));
}

fn event(kind: &str, more: &Value) -> Value {
    let mut event = json!({ "email": "anna@example.pl", "timestamp": 1_804_924_800, "event": kind, "sg_event_id": "e",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "smtp-id": "<x>",
        "category": ["booking"], "own_id": "n-bkg_1-booking_confirmed-email-2" });
    for (name, value) in more.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn fate_of(kind: &str, more: &Value) -> Fate {
    let reports = reports(json!([event(kind, more)]).to_string().as_bytes()).unwrap();
    assert_eq!(reports.len(), 1);
    reports[0].fate.clone()
}

#[test]
fn every_event_has_its_fate() {
    let failed = |reason: &str, address_is_dead| Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead,
    };
    let nothing = json!({});
    for (kind, more, fate) in [
        ("processed", nothing.clone(), Fate::UnderWay),
        (
            "deferred",
            json!({ "response": "400 try again later", "attempt": "5" }),
            Fate::UnderWay,
        ),
        ("an_event_of_tomorrow", nothing.clone(), Fate::UnderWay),
        ("delivered", json!({ "response": "250 OK" }), Fate::Delivered),
        ("open", nothing.clone(), Fate::Read),
        ("click", json!({ "url": "https://book.example" }), Fate::Read),
        (
            "bounce",
            json!({ "status": "5.1.1", "reason": "550 anna@example.pl" }),
            failed("bounce 5.1.1", true),
        ),
        ("bounce", nothing.clone(), failed("bounce", true)),
        ("bounce", json!({ "status": "4.2.2" }), failed("bounce 4.2.2", false)),
        (
            "bounce",
            json!({ "type": "blocked", "status": "5.7.1" }),
            failed("bounce 5.7.1", false),
        ),
        ("bounce", json!({ "status": "anna@example.pl" }), failed("bounce", true)),
        (
            "dropped",
            json!({ "reason": "Bounced Address" }),
            failed("dropped", true),
        ),
        (
            "dropped",
            json!({ "reason": "Unsubscribed Address" }),
            failed("dropped", true),
        ),
        ("dropped", json!({ "reason": "Spam Content" }), failed("dropped", false)),
        ("spamreport", nothing, failed("spamreport", true)),
    ] {
        assert_eq!(fate_of(kind, &more), fate, "{kind} {more}");
    }
}

#[test]
fn a_batch_is_read_with_our_names_and_times_and_without_what_says_nothing_of_a_message() {
    let none = json!({});
    let batch = json!([
        event("delivered", &none),
        event("unsubscribe", &none),
        event("group_unsubscribe", &none),
        event("group_resubscribe", &none),
        event("delivered", &json!({ "sg_message_id": null })),
        event("open", &json!({ "own_id": 7 })),
    ]);
    let reports = reports(format!("{batch}\r\n").as_bytes()).unwrap();
    let ids: Vec<_> = reports
        .iter()
        .map(|r| (r.own_id.as_deref(), r.reference.as_str()))
        .collect();
    assert_eq!(
        ids,
        [
            (Some("n-bkg_1-booking_confirmed-email-2"), "14c5d75ce93"),
            (None, "14c5d75ce93")
        ]
    );
    assert!(
        reports
            .iter()
            .all(|r| r.vendor == Vendor::Sendgrid && r.at == Some(at(0)))
    );
}

#[test]
fn what_is_no_batch_is_none() {
    for bad in ["", "{}", "[7]", "[{}", "null"] {
        assert_eq!(reports(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(reports(b"[]"), Some(Vec::new()));
}

#[test]
fn the_key_is_in_the_document_of_the_adapter() {
    let of = |document: &str| public_key(&SecretString::from(document));
    assert_eq!(
        of("{\"api_key\":\"hush\",\"webhook_public_key\":\"MFk\"}"),
        Ok(Some("MFk".to_owned()))
    );
    assert_eq!(of("{\"api_key\":\"hush\"}"), Ok(None));
    assert!(of("hush").is_err_and(|error| !error.to_string().contains("hush")));
}
