//! What becomes of a message at its vendors: who is given it, and what is asked; and that nobody gets it twice.

use std::time::Duration;

use application::deliveries::{Carrier, Way, deliver};
use application::identity::letters::{LetterKind, to_email};
use application::relay::DeliveryOrder;
use booking_rules::ids::BookingId;
use booking_rules::notices::{Channel, Vendor};
use booking_rules::values::{Email, Locale};
use chrono::TimeDelta;
use http::Method;
use providers::delivery::DeliveryError;
use providers::fate::{Fate, NotTold};
use serde_json::{Value, json};
use store::{Commit, Entity, Notice, NoticeStatus};
use testkit::{Does, Salon, ScriptedVendors, request};

/// A salon that sends text messages by SerwerSMS, and by Twilio where that gives way.
pub(crate) async fn salon() -> (Salon, ScriptedVendors) {
    let salon = Salon::open().await;
    let settings = json!({ "vendors": { "sms": ["serwersms", "twilio"] }, "sms_sender": "Salon Ola" });
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let change = request(Method::PATCH, &path).token(&salon.owner).json(&settings);
    let _ = salon.send(change).await.expect(200);
    let vendors = salon.script_vendors();
    (salon, vendors)
}

pub(crate) fn id(booked: &Value) -> BookingId {
    booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

pub(crate) async fn book(salon: &Salon) -> BookingId {
    id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201))
}

/// The confirmation that goes by text message.
pub(crate) async fn confirmation(salon: &Salon, booking: BookingId) -> (Notice, u64) {
    let notices = salon.system.app.store.notices_of(booking).await.expect("notices");
    let wanted = |n: &Notice| n.kind == "booking_confirmed" && n.channel == "sms";
    let found = notices.into_iter().find(|n| wanted(&n.record)).expect("a notice");
    (found.record, found.version)
}

pub(crate) async fn settle(salon: &Salon) {
    salon.system.settle().await.expect("the system comes to rest");
}

pub(crate) async fn after(salon: &Salon, minutes: i64) {
    salon
        .system
        .clock
        .set(salon.system.app.now() + TimeDelta::minutes(minutes));
    settle(salon).await;
}

pub(crate) fn by_sms(vendors: &ScriptedVendors) -> Vec<Vendor> {
    let given = vendors.given();
    given
        .iter()
        .filter(|given| given.channel == Channel::Sms)
        .map(|given| given.vendor)
        .collect()
}

pub(crate) fn dead(reason: &str) -> Fate {
    Fate::Failed {
        reason: reason.to_owned(),
        address_is_dead: true,
    }
}

#[tokio::test]
async fn a_vendor_that_gives_way_leaves_the_message_to_the_next_at_once() {
    let (salon, vendors) = salon().await;
    vendors.next(Vendor::Serwersms, Does::Refuses(DeliveryError::transient("3002")));
    let booking = book(&salon).await;
    settle(&salon).await;
    assert_eq!(by_sms(&vendors), [Vendor::Serwersms, Vendor::Twilio]);
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.vendor),
        (NoticeStatus::Sent, Some(Vendor::Twilio))
    );
    assert!(
        notice
            .reference
            .is_some_and(|reference| reference.starts_with("twilio-"))
    );
    let steps: Vec<_> = notice
        .history
        .iter()
        .map(|s| (s.status, s.vendor, s.reason.as_deref()))
        .collect();
    let expected = [
        (NoticeStatus::Queued, None, None),
        (NoticeStatus::Sending, Some(Vendor::Serwersms), None),
        (NoticeStatus::Sending, Some(Vendor::Twilio), Some("3002")),
        (NoticeStatus::Sent, None, None),
    ];
    assert_eq!(steps, expected);
    let senders: Vec<_> = vendors.given().into_iter().filter_map(|given| given.sender).collect();
    assert_eq!(
        senders,
        ["Salon Ola", "Salon Ola"],
        "the business's name goes before the platform's"
    );
}

#[tokio::test]
async fn a_vendor_that_is_not_set_up_is_passed_over() {
    let (salon, vendors) = salon().await;
    vendors.take_away(Vendor::Serwersms);
    let booking = book(&salon).await;
    settle(&salon).await;
    assert_eq!(by_sms(&vendors), [Vendor::Twilio]);
    assert_eq!(confirmation(&salon, booking).await.0.status, NoticeStatus::Sent);
}

#[tokio::test]
async fn without_any_vendor_a_message_waits_and_says_why() {
    let (salon, vendors) = salon().await;
    vendors.take_away(Vendor::Serwersms);
    vendors.take_away(Vendor::Twilio);
    let booking = book(&salon).await;
    settle(&salon).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Queued, Some("vendor_not_set_up"))
    );
    assert!(by_sms(&vendors).is_empty());
}

#[tokio::test]
async fn a_refusal_for_good_ends_the_message_and_a_dead_number_gets_no_other() {
    let (salon, vendors) = salon().await;
    vendors.next(
        Vendor::Serwersms,
        Does::Refuses(DeliveryError::dead_address("unsupported_number")),
    );
    let booking = book(&salon).await;
    settle(&salon).await;
    assert_eq!(by_sms(&vendors), [Vendor::Serwersms], "no other vendor is tried");
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Failed, Some("unsupported_number"))
    );
    let next = id(&salon.book("2027-03-13T10:00:00Z", "beata").await.expect(201));
    settle(&salon).await;
    let (notice, _) = confirmation(&salon, next).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Suppressed, Some("dead_address"))
    );
    assert_eq!(by_sms(&vendors).len(), 1);
}

#[tokio::test]
async fn what_may_have_been_taken_goes_to_nobody_else_and_its_vendor_is_asked() {
    let (salon, vendors) = salon().await;
    vendors.next(Vendor::Serwersms, Does::Refuses(DeliveryError::unknown("timed out")));
    vendors.will_say(Vendor::Serwersms, Ok(Some(Fate::Delivered)));
    let booking = book(&salon).await;
    settle(&salon).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, vendors.asked(Vendor::Serwersms)),
        (NoticeStatus::Unknown, 0)
    );
    after(&salon, 2).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(notice.status, NoticeStatus::Delivered);
    assert_eq!(notice.reference.as_deref(), Some("serwersms-found"));
    after(&salon, 60 * 48).await;
    assert_eq!(by_sms(&vendors).iter().filter(|v| **v == Vendor::Twilio).count(), 0);
    assert_eq!(
        vendors.asked(Vendor::Serwersms),
        1,
        "what has arrived is not asked about"
    );
}

#[tokio::test]
async fn what_was_never_taken_is_sent_once_more_and_no_third_time() {
    let (salon, vendors) = salon().await;
    for _ in 0..2 {
        vendors.next(Vendor::Serwersms, Does::Refuses(DeliveryError::unknown("timed out")));
        vendors.will_say(Vendor::Serwersms, Ok(None));
    }
    let booking = book(&salon).await;
    settle(&salon).await;
    after(&salon, 2).await;
    assert_eq!(by_sms(&vendors), [Vendor::Serwersms, Vendor::Serwersms]);
    assert_eq!(confirmation(&salon, booking).await.0.status, NoticeStatus::Unknown);
    for minutes in [10, 60, 300] {
        after(&salon, minutes).await;
    }
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Failed, Some("never_taken"))
    );
    assert_eq!(by_sms(&vendors).len(), 2);
}

#[tokio::test]
async fn what_was_never_taken_and_is_of_no_use_any_more_is_not_sent() {
    let (salon, vendors) = salon().await;
    vendors.next(Vendor::Serwersms, Does::Refuses(DeliveryError::unknown("timed out")));
    vendors.will_say(Vendor::Serwersms, Ok(None));
    let booking = book(&salon).await;
    settle(&salon).await;
    let cancel = format!("/bookings/{booking}/cancel");
    let _ = salon.post(&cancel, &salon.owner, json!({})).await.expect(200);
    after(&salon, 2).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Suppressed, Some("booking_changed_since"))
    );
}

#[tokio::test]
async fn a_vendor_that_cannot_say_is_asked_again_but_not_for_ever() {
    let (salon, vendors) = salon().await;
    vendors.next(Vendor::Serwersms, Does::Refuses(DeliveryError::unknown("timed out")));
    vendors.will_say(Vendor::Serwersms, Err(NotTold("503".to_owned())));
    // Far away, so that no reminder comes between.
    let booked = salon.book("2027-03-24T10:00:00Z", "anna").await.expect(201);
    settle(&salon).await;
    for hour in 1..96 {
        after(&salon, 60).await;
        let (notice, _) = confirmation(&salon, id(&booked)).await;
        assert_eq!(notice.status, NoticeStatus::Unknown, "hour {hour}");
    }
    let (notice, _) = confirmation(&salon, id(&booked)).await;
    assert_eq!(vendors.asked(Vendor::Serwersms), 6);
    assert_eq!((notice.look_at, notice.reason.as_deref()), (None, Some("timed out")));
    assert_eq!(by_sms(&vendors).len(), 1);
}

fn sms_carrier(salon: &Salon) -> Carrier {
    Carrier::new(Way::Sms { sender: None }, salon.system.vendors.clone())
}

/// Kills the worker that hands the message over, after its vendor took it and before that is written down.
pub(crate) async fn killed_in_between(salon: &Salon, booking: BookingId) {
    let (notice, _) = confirmation(salon, booking).await;
    let order = DeliveryOrder::of_notice(&notice);
    let carrier = sms_carrier(salon);
    let worker = deliver(&salon.system.app, &carrier, &order);
    tokio::time::timeout(Duration::from_millis(300), worker)
        .await
        .expect_err("it hangs");
}

#[tokio::test]
async fn a_worker_killed_after_the_hand_over_leaves_a_question_and_no_double() {
    for (says, status, given) in [
        (Ok(Some(Fate::Delivered)), NoticeStatus::Delivered, 1),
        (Ok(Some(Fate::UnderWay)), NoticeStatus::Sent, 1),
        (Err(NotTold("503".to_owned())), NoticeStatus::Unknown, 1),
        (Ok(None), NoticeStatus::Sent, 2),
    ] {
        let (salon, vendors) = salon().await;
        vendors.next(Vendor::Serwersms, Does::Hangs);
        vendors.will_say(Vendor::Serwersms, says.clone());
        let booking = book(&salon).await;
        killed_in_between(&salon, booking).await;
        let (notice, _) = confirmation(&salon, booking).await;
        assert_eq!(
            (notice.status, notice.vendor),
            (NoticeStatus::Sending, Some(Vendor::Serwersms))
        );
        // The claim is still young; then its order comes again.
        after(&salon, 3).await;
        settle(&salon).await;
        let (notice, _) = confirmation(&salon, booking).await;
        assert_eq!((notice.status, by_sms(&vendors).len()), (status, given), "{says:?}");
    }
}

#[tokio::test]
async fn a_message_without_a_report_is_asked_about_after_an_hour() {
    let (salon, vendors) = salon().await;
    vendors.will_say(Vendor::Serwersms, Ok(Some(Fate::UnderWay)));
    vendors.will_say(Vendor::Serwersms, Ok(Some(dead("operator_error"))));
    let booking = book(&salon).await;
    settle(&salon).await;
    after(&salon, 59).await;
    assert_eq!(vendors.asked(Vendor::Serwersms), 0);
    after(&salon, 2).await;
    assert_eq!(vendors.asked(Vendor::Serwersms), 1);
    assert_eq!(confirmation(&salon, booking).await.0.status, NoticeStatus::Sent);
    after(&salon, 6 * 60).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reason.as_deref()),
        (NoticeStatus::Failed, Some("operator_error"))
    );
}

#[tokio::test]
async fn a_letter_that_may_have_to_be_sent_again_is_kept_until_that_is_known() {
    for (says, given) in [(Ok(None), 2), (Ok(Some(Fate::Delivered)), 1)] {
        let salon = Salon::empty("2027-03-08T09:00:00Z").await;
        let vendors = salon.script_vendors();
        vendors.next(Vendor::Inbox, Does::Refuses(DeliveryError::unknown("timed out")));
        vendors.will_say(Vendor::Inbox, says);
        let address = Email::parse("anna@people.example").expect("an address");
        let facts = [("link", "https://salon.example/confirm?token=s3cret".to_owned())];
        let app = &salon.system.app;
        let kind = LetterKind::ConfirmEmail;
        let letter = to_email(app, kind, address, Locale::Pl, &facts, TimeDelta::hours(24));
        let mut commit = Commit::new();
        commit.create(&letter).expect("an item");
        app.store.commit(&commit).await.expect("written");
        settle(&salon).await;
        let stands = || async {
            app.store
                .letter(letter.key())
                .await
                .expect("read")
                .expect("a letter")
                .record
        };
        let unknown = stands().await;
        assert_eq!(unknown.status, NoticeStatus::Unknown);
        assert!(unknown.email.is_some() && !unknown.facts.is_empty());
        after(&salon, 2).await;
        settle(&salon).await;
        let known = stands().await;
        assert!(matches!(known.status, NoticeStatus::Sent | NoticeStatus::Delivered));
        assert!(known.email.is_none() && known.facts.is_empty(), "{:?}", known.status);
        assert_eq!((vendors.given().len(), known.channel()), (given, "email"));
    }
}
