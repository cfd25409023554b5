use serde_json::json;

use super::*;

fn event(key: &str, kind: &str, about: &str, details: &Value) -> Value {
    json!({
        key: kind,
        "mail": { "timestamp": "2027-03-14T08:00:00.000Z", "messageId": "0107018f-1", "source": "notices@salonbook.example",
            "destination": ["anna@example.pl"], "tags": { "ses:configuration-set": ["s"], "own_id": ["n-bkg_1-x"] } },
        about: details,
    })
}

fn one(event: &Value) -> DeliveryReport {
    let reports = reports(event.to_string().as_bytes()).unwrap();
    assert_eq!(reports.len(), 1, "{event}");
    reports[0].clone()
}

#[test]
fn every_event_has_its_fate_by_either_key() {
    let failed = |reason: &str, address_is_dead| Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead,
    };
    let bounce = |kind: &str, sub: &str| {
        json!({ "bounceType": kind, "bounceSubType": sub, "timestamp": "2027-03-14T08:00:05.000Z",
            "bouncedRecipients": [{ "emailAddress": "anna@example.pl", "status": "5.1.1", "diagnosticCode": "smtp; 550" }] })
    };
    let nothing = json!({});
    for (kind, about, details, fate) in [
        ("Send", "send", nothing.clone(), Fate::UnderWay),
        ("DeliveryDelay", "deliveryDelay", nothing.clone(), Fate::UnderWay),
        ("An Event Of Tomorrow", "x", nothing.clone(), Fate::UnderWay),
        ("Delivery", "delivery", nothing.clone(), Fate::Delivered),
        ("Open", "open", nothing.clone(), Fate::Read),
        ("Click", "click", nothing.clone(), Fate::Read),
        (
            "Bounce",
            "bounce",
            bounce("Permanent", "General"),
            failed("Bounce Permanent General", true),
        ),
        (
            "Bounce",
            "bounce",
            bounce("Transient", "MailboxFull"),
            failed("Bounce Transient MailboxFull", false),
        ),
        (
            "Bounce",
            "bounce",
            bounce("Undetermined", "a@b"),
            failed("Bounce Undetermined", false),
        ),
        (
            "Complaint",
            "complaint",
            json!({ "complaintFeedbackType": "abuse" }),
            failed("Complaint abuse", true),
        ),
        ("Complaint", "complaint", nothing.clone(), failed("Complaint", true)),
        (
            "Reject",
            "reject",
            json!({ "reason": "Bad content" }),
            failed("Reject", false),
        ),
        (
            "Rendering Failure",
            "failure",
            nothing,
            failed("Rendering Failure", false),
        ),
    ] {
        for key in ["eventType", "notificationType"] {
            let report = one(&event(key, kind, about, &details));
            assert_eq!(report.fate, fate, "{kind}");
            assert_eq!((report.vendor, report.reference.as_str()), (Vendor::Ses, "0107018f-1"));
            assert_eq!(report.own_id.as_deref(), Some("n-bkg_1-x"));
        }
    }
}

#[test]
fn the_time_is_that_of_the_event_or_else_of_the_message() {
    let at = |details: &Value| one(&event("eventType", "Delivery", "delivery", details)).at;
    let told = json!({ "timestamp": "2027-03-14T08:00:05.000Z" });
    assert_eq!(at(&told), Some("2027-03-14T08:00:05Z".parse().unwrap()));
    assert_eq!(at(&json!({})), Some("2027-03-14T08:00:00Z".parse().unwrap()));
}

#[test]
fn an_event_is_read_bare_and_in_the_envelopes_of_sns_and_eventbridge() {
    let bare = event("eventType", "Delivery", "delivery", &json!({}));
    let sns = json!({ "Type": "Notification", "Message": bare.to_string() });
    let eventbridge = json!({ "source": "aws.ses", "detail-type": "Email Delivered", "detail": bare });
    assert_eq!(one(&sns), one(&bare));
    assert_eq!(one(&eventbridge), one(&bare));
}

#[test]
fn an_event_without_our_tag_still_names_the_message_by_its_reference() {
    let mut untagged = event("notificationType", "Delivery", "delivery", &json!({}));
    untagged["mail"]["tags"] = Value::Null;
    assert_eq!(one(&untagged).own_id, None);
}

#[test]
fn somebody_who_changes_a_subscription_says_nothing_of_a_message() {
    let event = event("eventType", "Subscription", "subscription", &json!({}));
    assert_eq!(reports(event.to_string().as_bytes()), Some(Vec::new()));
}

#[test]
fn what_is_no_event_is_none() {
    for bad in [
        "",
        "[]",
        "{}",
        "{\"eventType\":\"Delivery\"}",
        "{\"Message\":\"Successfully validated SNS topic\"}",
        "{\"mail\":{\"messageId\":\"m\"}}",
    ] {
        assert_eq!(reports(bad.as_bytes()), None, "{bad}");
    }
}
