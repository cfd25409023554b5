use super::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn of(vendor: Vendor, own_id: Option<&str>, reference: Option<&str>) -> Option<Hint> {
    Some(Hint {
        vendor,
        own_id: own_id.map(str::to_owned),
        reference: reference.map(str::to_owned),
    })
}

#[test]
fn unifonic_is_understood_as_form_as_json_and_as_query() {
    let expected = of(Vendor::Unifonic, Some("n-bkg_1-x"), Some("3200017889310"));
    let query = "key=s&n=n-bkg_1-x";
    let form = b"MessageID=3200017889310&DLR=Delivered&Recipient=966501234567&TimeCreated=x";
    let json = b"{\"MessageID\":3200017889310,\"DLR\":\"Delivered\",\"Recipient\":\"966501234567\"}";
    assert_eq!(unifonic(query, FORM, form), expected);
    assert_eq!(unifonic(query, "application/json", json), expected);
    assert_eq!(unifonic(query, "text/plain", json), expected);
    assert_eq!(unifonic(&format!("{query}&MessageID=3200017889310"), "", b""), expected);
}

#[test]
fn serwersms_is_understood_by_its_present_and_its_former_names() {
    let expected = of(Vendor::Serwersms, None, Some("aca3944055"));
    for body in [
        "id=aca3944055&status=delivered",
        "smsid=aca3944055&stan=OK",
        "SMSID=aca3944055",
    ] {
        assert_eq!(serwersms("key=s", FORM, body.as_bytes()), expected, "{body}");
    }
    let both = of(Vendor::Serwersms, Some("n-bkg_1-x"), Some("aca3944055"));
    let list = b"[{\"id\":\"aca3944055\",\"unique_id\":\"n-bkg_1-x\",\"status\":\"delivered\"}]";
    assert_eq!(serwersms("", "application/json", list), both);
}

#[test]
fn the_name_in_the_address_goes_before_one_in_the_body() {
    let hint = unifonic("n=ours", FORM, b"CorrelationID=theirs&n=other").unwrap();
    assert_eq!(hint.own_id.as_deref(), Some("ours"));
    let hint = unifonic("", FORM, b"CorrelationID=theirs").unwrap();
    assert_eq!(hint.own_id.as_deref(), Some("theirs"));
}

#[test]
fn what_names_no_message_is_no_hint() {
    for body in [
        "",
        "DLR=Delivered",
        "MessageID=",
        "MessageID=a%0Ab",
        "{\"MessageID\":null}",
        "{\"MessageID\":{}}",
        "[",
    ] {
        for kind in ["", FORM, "application/json"] {
            assert_eq!(unifonic("key=s", kind, body.as_bytes()), None, "{body} as {kind}");
        }
    }
    assert_eq!(unifonic("n=not%20ours", FORM, b""), None);
}
