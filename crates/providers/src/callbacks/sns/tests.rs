use super::*;
use crate::callbacks::ses;
use crate::fate::Fate;

const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:salonbook-ses";
/// Made for this test, as were the signatures; their key is gone.
const CERTIFICATE: &[u8] = include_bytes!("tests/certificate.pem");
const ANOTHER: &[u8] = include_bytes!("tests/another-certificate.pem");
const ENVELOPES: [&[u8]; 3] = [
    include_bytes!("tests/notification-v1.json"),
    include_bytes!("tests/notification-v2.json"),
    include_bytes!("tests/confirmation-v2.json"),
];

fn changed(envelope: &[u8], field: &str, value: &str) -> Envelope {
    let mut json: serde_json::Value = serde_json::from_slice(envelope).unwrap();
    json[field] = serde_json::Value::String(value.to_owned());
    Envelope::read(json.to_string().as_bytes()).unwrap()
}

#[test]
fn both_versions_of_signatures_and_kinds_of_envelopes_are_verified() {
    for envelope in ENVELOPES {
        let envelope = Envelope::read(envelope).unwrap();
        assert!(envelope.verified(TOPIC, CERTIFICATE), "{}", envelope.message_id());
    }
}

#[test]
fn whatever_is_changed_is_not_believed() {
    for envelope in ENVELOPES {
        for (field, value) in [
            ("Message", "{}"),
            ("MessageId", "m-9"),
            ("Subject", "another"),
            ("Timestamp", "2027-03-15T08:00:04.000Z"),
            ("Type", "UnsubscribeConfirmation"),
            ("SignatureVersion", "3"),
            ("Signature", "AAAA"),
            ("Signature", "no base64"),
        ] {
            let kind = Envelope::read(envelope).unwrap().kind();
            // A confirmation has no subject, so that one is not signed either.
            if field == "Subject" && kind == EnvelopeKind::SubscriptionConfirmation {
                continue;
            }
            let verified = changed(envelope, field, value).verified(TOPIC, CERTIFICATE);
            assert!(!verified, "{field} of {kind:?}");
        }
        // One version's signature is none of the other's.
        let version = |v: &str| changed(envelope, "SignatureVersion", v).verified(TOPIC, CERTIFICATE);
        assert!(version("1") != version("2"));
    }
    let confirmation = ENVELOPES[2];
    for (field, value) in [
        ("Token", "t-2"),
        ("SubscribeURL", "https://sns.eu-central-1.amazonaws.com/?other"),
    ] {
        assert!(
            !changed(confirmation, field, value).verified(TOPIC, CERTIFICATE),
            "{field}"
        );
    }
}

#[test]
fn another_topic_or_another_key_is_not_believed() {
    for envelope in ENVELOPES {
        let envelope = Envelope::read(envelope).unwrap();
        assert!(!envelope.verified("arn:aws:sns:eu-central-1:999999999999:mine", CERTIFICATE));
        for certificate in [
            ANOTHER,
            b"".as_slice(),
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            assert!(!envelope.verified(TOPIC, certificate));
        }
    }
    // Signed for the topic it names, which is not ours.
    let foreign = changed(ENVELOPES[0], "TopicArn", "arn:aws:sns:eu-central-1:999999999999:mine");
    assert!(!foreign.verified("arn:aws:sns:eu-central-1:999999999999:mine", CERTIFICATE));
}

#[test]
fn only_hosts_of_sns_are_asked_for_anything() {
    let at = |url: &str| {
        changed(ENVELOPES[2], "SigningCertURL", url)
            .certificate_url()
            .map(str::to_owned)
    };
    assert!(at("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem").is_some());
    for bad in [
        "http://sns.eu-central-1.amazonaws.com/x.pem",
        "https://sns.eu-central-1.amazonaws.com.thief.example/x.pem",
        "https://thief.example/sns.eu-central-1.amazonaws.com/x.pem",
        "https://sns.eu-central-1.amazonaws.com@thief.example/x.pem",
        "https://user@sns.eu-central-1.amazonaws.com/x.pem",
        "https://sns.eu-central-1.amazonaws.com:8443/x.pem",
        "https://sns.a.b.amazonaws.com/x.pem",
        "https://sns..amazonaws.com/x.pem",
        "https://s3.eu-central-1.amazonaws.com/x.pem",
        "https://169.254.169.254/x.pem",
        "",
    ] {
        assert_eq!(at(bad), None, "{bad}");
        assert_eq!(
            changed(ENVELOPES[2], "SubscribeURL", bad).subscribe_url(),
            None,
            "{bad}"
        );
    }
    assert!(Envelope::read(ENVELOPES[2]).unwrap().subscribe_url().is_some());
}

#[tokio::test]
async fn no_other_page_is_read_even_when_asked() {
    let server = crate::loopback::Loopback::start(|_| crate::loopback::Answer::ok(CERTIFICATE));
    let pages = HttpSnsPages::default();
    let url = format!("{}/x.pem", server.url());
    let refused = SnsUnavailable("not an address of SNS".to_owned());
    assert_eq!(pages.certificate(&url).await, Err(refused.clone()));
    assert_eq!(pages.confirm(&url).await, Err(refused));
    assert!(server.requests().is_empty());
}

#[test]
fn what_is_inside_is_an_event_of_ses() {
    let envelope = Envelope::read(ENVELOPES[0]).unwrap();
    assert_eq!(envelope.kind(), EnvelopeKind::Notification);
    let inside = ses::reports(envelope.message()).unwrap();
    assert_eq!(inside, ses::reports(ENVELOPES[0]).unwrap());
    assert_eq!(
        (inside[0].fate.clone(), inside[0].reference.as_str()),
        (Fate::Delivered, "0107018f-1")
    );
}

#[test]
fn what_is_no_envelope_is_not_read() {
    for bad in ["", "{}", "[]", "{\"Type\":\"Notification\"}"] {
        assert!(Envelope::read(bad.as_bytes()).is_none(), "{bad}");
    }
}
