use super::*;
use crate::fate::Fate;

const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
const BODY: &[u8] =
    b"To=%2B18005551212&CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309";
const REPORT: &str = "MessageSid=SM0123456789abcdef0123456789abcdef&SmsSid=SM0123456789abcdef0123456789abcdef\
    &AccountSid=AC0&To=%2B48601234567&From=Salon&ApiVersion=2010-04-01";

fn token() -> SecretString {
    SecretString::from("12345")
}

/// What Twilio would sign.
fn signed(text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

#[test]
fn the_published_vector_is_verified() {
    assert!(verified(&token(), URL, SIGNATURE, FORM, BODY));
    let with_charset = "application/x-www-form-urlencoded; charset=UTF-8";
    assert!(verified(&token(), URL, SIGNATURE, with_charset, BODY));
}

#[test]
fn another_token_address_body_or_signature_is_not() {
    assert!(!verified(&SecretString::from("12346"), URL, SIGNATURE, FORM, BODY));
    assert!(!verified(
        &token(),
        "https://mycompany.com/myapp.php?foo=1&bar=3",
        SIGNATURE,
        FORM,
        BODY
    ));
    assert!(!verified(&token(), URL, SIGNATURE, FORM, &BODY[..BODY.len() - 1]));
    assert!(!verified(&token(), URL, SIGNATURE, FORM, &[BODY, b"&x="].concat()));
    for signature in ["", "!", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", &STANDARD.encode([0_u8; 20])] {
        assert!(!verified(&token(), URL, signature, FORM, BODY), "{signature}");
    }
}

#[test]
fn either_form_of_the_address_may_have_been_signed() {
    let fields = "a1b";
    for (signed_url, url) in [
        ("https://x.example:443/p?q=1", "https://x.example/p?q=1"),
        ("https://x.example/p?q=1", "https://x.example:443/p?q=1"),
        ("http://x.example:80/p", "http://x.example/p"),
        ("https://x.example:8443/p", "https://x.example:8443/p"),
        ("https://x.example:443", "https://x.example"),
        ("https://[2001:db8::1]:443/p", "https://[2001:db8::1]/p"),
    ] {
        let signature = signed(&format!("{signed_url}{fields}"));
        assert!(verified(&token(), url, &signature, FORM, b"b=&a=1"), "{signed_url}");
    }
    let elsewhere = signed(&format!("https://x.example:8443/p{fields}"));
    assert!(!verified(&token(), "https://x.example/p", &elsewhere, FORM, b"b=&a=1"));
}

#[test]
fn a_repeated_field_counts_by_its_distinct_values_in_order() {
    let signature = signed("https://x.example/pa1a2b");
    assert!(verified(
        &token(),
        "https://x.example/p",
        &signature,
        FORM,
        b"b=&a=2&a=1&a=2"
    ));
}

#[test]
fn a_body_that_is_no_form_is_covered_by_its_digest_in_the_address() {
    let body = b"{\"status\":\"delivered\"}";
    let digest = hex(digest::digest(&digest::SHA256, body).as_ref());
    let url = format!("https://x.example/p?key=s&bodySHA256={digest}");
    let signature = signed(&url);
    assert!(verified(&token(), &url, &signature, "application/json", body));
    assert!(!verified(
        &token(),
        &url,
        &signature,
        "application/json",
        b"{\"status\":\"failed\"}"
    ));
    // Without the digest the signature says nothing of a body.
    let bare = "https://x.example/p?key=s";
    assert!(!verified(&token(), bare, &signed(bare), "application/json", body));
    assert!(verified(&token(), bare, &signed(bare), "", b""));
}

#[test]
fn every_status_has_its_fate() {
    let failed = |reason: &str, address_is_dead| Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead,
    };
    for (status, code, fate) in [
        ("accepted", "", Fate::UnderWay),
        ("scheduled", "", Fate::UnderWay),
        ("queued", "", Fate::UnderWay),
        ("sending", "", Fate::UnderWay),
        ("sent", "", Fate::UnderWay),
        ("partially_delivered", "", Fate::UnderWay),
        ("a_status_of_tomorrow", "", Fate::UnderWay),
        ("delivered", "", Fate::Delivered),
        ("read", "", Fate::Read),
        ("canceled", "", failed("canceled", false)),
        ("failed", "30008", failed("failed 30008", false)),
        ("undelivered", "", failed("undelivered", false)),
        ("undelivered", "30003", failed("undelivered 30003", false)),
        ("undelivered", "30007", failed("undelivered 30007", false)),
        ("undelivered", "63016", failed("undelivered 63016", false)),
        ("undelivered", "30005", failed("undelivered 30005", true)),
        ("undelivered", "30006", failed("undelivered 30006", true)),
        ("failed", "21610", failed("failed 21610", true)),
        ("failed", "+48601234567x", failed("failed", false)),
    ] {
        let body = format!("{REPORT}&MessageStatus={status}&SmsStatus={status}&ErrorCode={code}");
        let report = report(Some("n-bkg_1-x"), body.as_bytes()).unwrap();
        assert_eq!(report.fate, fate, "{status} {code}");
        assert_eq!(report.reference, "SM0123456789abcdef0123456789abcdef");
        assert_eq!(
            (report.vendor, report.own_id.as_deref(), report.at),
            (Vendor::Twilio, Some("n-bkg_1-x"), None)
        );
    }
}

#[test]
fn a_report_without_a_message_or_a_status_is_none() {
    for body in ["", REPORT, "MessageStatus=sent", "MessageSid=a%20b&MessageStatus=sent"] {
        assert_eq!(report(None, body.as_bytes()), None, "{body}");
    }
    let body = format!("{REPORT}&MessageStatus=sent");
    assert_eq!(report(Some("not ours\n"), body.as_bytes()).unwrap().own_id, None);
}

#[test]
fn an_inbound_message_is_read() {
    let body = "ToCountry=PL&SmsMessageSid=SM1&NumMedia=0&From=%2B48601234567&To=%2B48732000000&Body=Tak%2C+b%C4%99d%C4%99&MessageSid=SM1";
    let expected = InboundSms {
        vendor: Vendor::Twilio,
        id: "SM1".to_owned(),
        from: Phone::parse("+48601234567", None).unwrap(),
        to: "+48732000000".to_owned(),
        text: "Tak, będę".to_owned(),
    };
    assert_eq!(inbound(body.as_bytes()), Some(expected));
    let silent = body.replace("Body=Tak%2C+b%C4%99d%C4%99", "Body=");
    assert_eq!(inbound(silent.as_bytes()).unwrap().text, "");
}

#[test]
fn what_has_no_sender_that_could_be_answered_is_no_message() {
    for body in [
        "",
        "MessageSid=SM1&From=12345&To=%2B48732000000&Body=x",
        "MessageSid=SM1&From=INFO&To=%2B48732000000&Body=x",
        "MessageSid=SM1&From=%2B48601234567&To=%2B48732000000",
        "From=%2B48601234567&To=%2B48732000000&Body=x",
    ] {
        assert_eq!(inbound(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn the_token_that_signs_is_that_of_the_account_and_never_of_a_key() {
    use secrecy::ExposeSecret;
    let of = |more: &str| {
        let document = format!("{{\"account_sid\":\"AC0\",\"from\":\"x\",\"secret\":\"hush\"{more}}}");
        let token = auth_token(&SecretString::from(document)).unwrap();
        token.map(|token| token.expose_secret().to_owned())
    };
    assert_eq!(of(""), Some("hush".to_owned()));
    assert_eq!(of(",\"key_sid\":\"SK0\""), None);
    assert_eq!(
        of(",\"key_sid\":\"SK0\",\"auth_token\":\"own\""),
        Some("own".to_owned())
    );
    assert!(auth_token(&SecretString::from("hush")).is_err());
}
