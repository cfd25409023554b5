//! What vendors call to tell: who proves to be the vendor is followed, who does not leaves no trace.

use application::relay::DeliveryOrder;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use aws_lc_rs::{encoding, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use booking_rules::ids::BookingId;
use booking_rules::notices::{Channel, Vendor};
use chrono::TimeDelta;
use http::Method;
use providers::fate::Fate;
use serde_json::{Value, json};
use store::{Notice, NoticeStatus};
use testkit::{Request, Salon, ScriptedVendors, request};

const TOKEN: &str = "12345";
const KEY: &str = "unguessable";

/// A salon whose message of a channel went out by the vendor.
struct Told {
    salon: Salon,
    vendors: ScriptedVendors,
    booking: BookingId,
    channel: Channel,
}

impl Told {
    async fn by(vendor: Vendor, channel: Channel) -> Self {
        let salon = Salon::open().await;
        let order = json!({ "vendors": { channel.as_str(): [vendor.as_str()] } });
        let path = format!("/businesses/{}/notice-settings", salon.business);
        let change = request(Method::PATCH, &path).token(&salon.owner).json(&order);
        let _ = salon.send(change).await.expect(200);
        let vendors = salon.script_vendors();
        let booked = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
        salon.system.settle().await.expect("rest");
        let booking = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        Self {
            salon,
            vendors,
            booking,
            channel,
        }
    }

    async fn stands(&self) -> (Notice, u64) {
        let notices = self
            .salon
            .system
            .app
            .store
            .notices_of(self.booking)
            .await
            .expect("read");
        let wanted = |n: &Notice| n.kind == "booking_confirmed" && n.channel == self.channel.as_str();
        let found = notices.into_iter().find(|n| wanted(&n.record)).expect("a notice");
        (found.record, found.version)
    }

    async fn names(&self) -> (String, String) {
        let (notice, _) = self.stands().await;
        let own_id = DeliveryOrder::of_notice(&notice).own_id();
        (own_id, notice.reference.expect("it was taken"))
    }
}

/// Signs as Twilio does: the public address, then the form's fields by name.
fn twilio(own_id: &str, reference: &str, status: &str, token: &str) -> Request {
    let query = format!("n={own_id}");
    let fields = [
        ("AccountSid", "AC1"),
        ("MessageSid", reference),
        ("MessageStatus", status),
    ];
    let signed: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let text = format!("http://salon.test/api/v1/webhooks/twilio?{query}{signed}");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    request(Method::POST, &format!("/webhooks/twilio?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "x-twilio-signature",
            &STANDARD.encode(hmac::sign(&key, text.as_bytes())),
        )
        .raw(body.join("&"))
}

#[tokio::test]
async fn a_signed_call_of_twilio_moves_its_message_and_a_replay_nothing() {
    let told = Told::by(Vendor::Twilio, Channel::Sms).await;
    told.salon.system.callbacks.set(Vendor::Twilio, TOKEN);
    let (own_id, reference) = told.names().await;
    for (status, stands) in [
        ("delivered", NoticeStatus::Delivered),
        ("sent", NoticeStatus::Delivered),
        ("undelivered", NoticeStatus::Delivered),
        ("read", NoticeStatus::Read),
        ("delivered", NoticeStatus::Read),
    ] {
        let answer = told.salon.send(twilio(&own_id, &reference, status, TOKEN)).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{status}");
        assert_eq!(told.stands().await.0.status, stands, "{status}");
    }
    let before = told.stands().await;
    let again = told.salon.send(twilio(&own_id, &reference, "read", TOKEN)).await;
    assert_eq!((again.status, told.stands().await), (204, before));
}

#[tokio::test]
async fn a_forged_call_is_refused_without_a_trace() {
    let told = Told::by(Vendor::Twilio, Channel::Sms).await;
    let (own_id, reference) = told.names().await;
    let before = told.stands().await;
    let good = |token| twilio(&own_id, &reference, "delivered", token);
    // Nobody can be Twilio while there is no token.
    told.salon.send(good(TOKEN)).await.refused(401, "unauthenticated");
    told.salon.system.callbacks.set(Vendor::Twilio, TOKEN);
    let unsigned = request(Method::POST, &format!("/webhooks/twilio?n={own_id}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .raw(format!("MessageSid={reference}&MessageStatus=delivered"));
    let other_body = good(TOKEN).raw(format!("AccountSid=AC1&MessageSid={reference}&MessageStatus=failed"));
    let twice = good(TOKEN).header("x-twilio-signature", "c2FtcGxl");
    for forged in [good("54321"), unsigned, other_body, twice] {
        told.salon.send(forged).await.refused(401, "unauthenticated");
    }
    assert_eq!(told.stands().await, before);
    // Truly Twilio's, about a message that another vendor knows by another name.
    let foreign = told.salon.send(twilio(&own_id, "SM_another", "delivered", TOKEN)).await;
    assert_eq!((foreign.status, told.stands().await), (204, before));
    let nonsense = told
        .salon
        .send(twilio("n-nothing", &reference, "delivered", TOKEN))
        .await;
    assert_eq!(nonsense.status, 204);
}

#[tokio::test]
async fn a_signed_batch_of_sendgrid_moves_its_messages() {
    let told = Told::by(Vendor::Sendgrid, Channel::Email).await;
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref()).expect("a key");
    let public: encoding::PublicKeyX509Der<'_> = encoding::AsDer::as_der(pair.public_key()).expect("a public key");
    told.salon
        .system
        .callbacks
        .set(Vendor::Sendgrid, &STANDARD.encode(public.as_ref()));
    let (own_id, reference) = told.names().await;
    let now = told.salon.system.app.now();
    let event = |kind: &str| json!({ "event": kind, "sg_message_id": format!("{reference}.filter1"), "own_id": own_id, "timestamp": now.timestamp() });
    let send = |events: Value, age: TimeDelta, spoil: &str| {
        let (stamp, body) = ((now - age).timestamp().to_string(), format!("{events}\r\n"));
        let signature = pair.sign(&random, format!("{stamp}{body}").as_bytes()).expect("signed");
        let call = request(Method::POST, "/webhooks/sendgrid")
            .header("x-twilio-email-event-webhook-signature", &STANDARD.encode(signature))
            .header("x-twilio-email-event-webhook-timestamp", &stamp)
            .raw(format!("{body}{spoil}"));
        told.salon.send(call)
    };
    let before = told.stands().await;
    send(json!([event("delivered")]), TimeDelta::zero(), " ")
        .await
        .refused(401, "unauthenticated");
    send(json!([event("delivered")]), TimeDelta::hours(26), "")
        .await
        .refused(401, "unauthenticated");
    assert_eq!(told.stands().await, before);
    let answer = send(
        json!([event("open"), event("delivered"), { "event": "processed" }]),
        TimeDelta::hours(2),
        "",
    )
    .await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(told.stands().await.0.status, NoticeStatus::Read);
}

#[tokio::test]
async fn an_envelope_that_sns_did_not_sign_is_refused() {
    let told = Told::by(Vendor::Ses, Channel::Email).await;
    told.salon
        .system
        .callbacks
        .set(Vendor::Ses, "arn:aws:sns:eu-central-1:1:ses");
    let before = told.stands().await;
    let sample: Value = serde_json::from_str(include_str!("../../events/webhooks-ses.json")).expect("JSON");
    let mut forged: Value = serde_json::from_str(sample["body"].as_str().expect("a body")).expect("JSON");
    // No host but Amazon's is asked for the certificate.
    forged["SigningCertURL"] = json!("https://sns.eu-central-1.amazonaws.com.evil.example/x.pem");
    for body in [forged.to_string(), "{}".to_owned(), String::new()] {
        let call = request(Method::POST, "/webhooks/ses")
            .header("content-type", "text/plain")
            .raw(body);
        told.salon.send(call).await.refused(401, "unauthenticated");
    }
    assert_eq!(told.stands().await, before);
}

#[tokio::test]
async fn an_unsigned_call_makes_us_ask_and_is_not_believed() {
    for (vendor, body) in [
        (Vendor::Serwersms, "unique_id={own}&id={ref}&status=undelivered"),
        (
            Vendor::Unifonic,
            "CorrelationID={own}&MessageID={ref}&DLR=Undeliverable",
        ),
    ] {
        let told = Told::by(vendor, Channel::Sms).await;
        told.salon.system.callbacks.set(vendor, KEY);
        told.vendors.will_say(vendor, Ok(Some(Fate::Delivered)));
        let (own_id, reference) = told.names().await;
        let body = body.replace("{own}", &own_id).replace("{ref}", &reference);
        let call = |query: &str| {
            request(Method::POST, &format!("/webhooks/{}{query}", vendor.as_str()))
                .header("content-type", "application/x-www-form-urlencoded")
                .raw(body.clone())
        };
        let before = told.stands().await;
        for query in ["", "?key=", "?key=guess", "?key=unguessable&key=unguessable"] {
            told.salon.send(call(query)).await.refused(401, "unauthenticated");
        }
        assert_eq!(told.stands().await, before);
        let answer = told.salon.send(call("?key=unguessable")).await;
        assert_eq!((answer.status, told.vendors.asked(vendor)), (200, 0));
        assert_eq!(
            told.stands().await.0.status,
            NoticeStatus::Sent,
            "nothing in the call is believed"
        );
        told.salon.system.settle().await.expect("rest");
        assert_eq!(told.vendors.asked(vendor), 1);
        assert_eq!(told.stands().await.0.status, NoticeStatus::Delivered);
        let again = told.salon.send(call("?key=unguessable")).await;
        told.salon.system.settle().await.expect("rest");
        assert_eq!((again.status, told.vendors.asked(vendor)), (200, 1));
    }
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    let salon = Salon::open().await;
    let call = request(Method::POST, "/webhooks/twilio").raw(vec![b'a'; 64 * 1024 + 1]);
    salon.send(call).await.refused(413, "body_too_large");
}
