//! Messages about an account: written with what they tell of, sent once, forgotten when they have ended.

use std::sync::Arc;

use application::deliveries::{Carrier, deliver};
use application::identity::letters::{LetterKind, from_business, to_email};
use application::relay::{DeliveryOrder, LetterOrder};
use booking_rules::ids::BusinessId;
use booking_rules::values::{Email, Locale, Phone};
use chrono::TimeDelta;
use futures::future::join_all;
use providers::delivery::DeliveryError;
use providers::queue::QueueName;
use serde_json::{Value, json};
use store::{Commit, Entity, Letter, NoticeStatus};
use testkit::{Salon, request};

const ANNA: &str = "anna@people.example";
const LINK: &str = "https://salon.example/confirm?token=s3cret";

fn letter(salon: &Salon, kind: LetterKind) -> Letter {
    let email = Email::parse(ANNA).expect("an address");
    let facts = [("link", LINK.to_owned())];
    to_email(&salon.system.app, kind, email, Locale::Pl, &facts, TimeDelta::hours(24))
}

async fn write(salon: &Salon, letter: &Letter) {
    let mut commit = Commit::new();
    commit.create(letter).expect("an item");
    salon.system.app.store.commit(&commit).await.expect("written");
}

async fn written(salon: &Salon, kind: LetterKind) -> Letter {
    let letter = letter(salon, kind);
    write(salon, &letter).await;
    letter
}

/// The letter as it stands, and its version.
async fn now(salon: &Salon, letter: &Letter) -> (Letter, u64) {
    let found = salon.system.app.store.letter(letter.key()).await.expect("read");
    let found = found.expect("a letter");
    (found.record, found.version)
}

fn assert_emptied(letter: &Letter) {
    assert!(letter.facts.is_empty() && letter.email.is_none() && letter.phone.is_none());
    assert!(letter.ended_at.is_some());
}

fn order(letter: &Letter) -> DeliveryOrder {
    DeliveryOrder::Letter(LetterOrder {
        letter: letter.id,
        channel: "email".to_owned(),
    })
}

fn carrier(salon: &Salon) -> Carrier {
    let from = Email::parse("bookings@salon.example").expect("an address");
    Carrier::Email {
        sender: salon.system.inbox.clone(),
        from,
    }
}

async fn empty() -> Salon {
    Salon::empty("2027-03-08T09:00:00Z").await
}

#[tokio::test]
async fn a_letter_reaches_its_reader_once_and_is_forgotten() {
    let salon = empty().await;
    let letter = written(&salon, LetterKind::ConfirmEmail).await;
    let messages = salon.messages(ANNA).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    let message = &messages[0];
    assert_eq!(
        (&message["kind"], &message["channel"], &message["booking_id"]),
        (&json!("confirm_email"), &json!("email"), &Value::Null)
    );
    assert_eq!(message["subject"], "Potwierdź swój adres e-mail");
    assert!(message["text"].as_str().is_some_and(|text| text.contains(LINK)));
    let listed = salon
        .send(request(http::Method::GET, &format!("/local/inbox?to={ANNA}")))
        .await;
    assert!(listed.text.contains("confirm_email"), "{}", listed.text);
    let (ended, _) = now(&salon, &letter).await;
    assert_eq!(ended.status, NoticeStatus::Sent);
    assert!(ended.reference.is_some());
    assert_emptied(&ended);
    salon.travel("2027-03-10T09:00:00Z").await;
    assert_eq!(salon.messages(ANNA).await.len(), 1);
}

#[tokio::test]
async fn an_invitation_comes_in_the_name_of_its_business() {
    let salon = empty().await;
    let facts = [
        ("link", LINK.to_owned()),
        ("business", "Żółta Róża".to_owned()),
        ("role", "manager".to_owned()),
    ];
    let email = Email::parse(ANNA).expect("an address");
    let app = &salon.system.app;
    let invitation = to_email(
        app,
        LetterKind::Invitation,
        email,
        Locale::Ar,
        &facts,
        TimeDelta::days(7),
    );
    write(
        &salon,
        &from_business(invitation, BusinessId::from_uuid(app.new_uuid())),
    )
    .await;
    let messages = salon.messages(ANNA).await;
    let html = messages[0]["html"].as_str().expect("a page");
    assert!(html.contains("dir=\"rtl\"") && html.contains("Żółta Róża · Salonbook") && html.contains("مدير"));
}

#[tokio::test]
async fn a_letter_to_a_number_goes_by_text_message() {
    let salon = empty().await;
    let letter = Letter {
        email: None,
        phone: Some("+48601234567".parse::<Phone>().expect("a number")),
        ..letter(&salon, LetterKind::SignInLocked)
    };
    write(&salon, &letter).await;
    let messages = salon.messages("+48601234567").await;
    assert_eq!(messages[0]["channel"], "sms");
    assert!(messages[0]["text"].as_str().is_some_and(|text| text.contains(LINK)));
    assert_emptied(&now(&salon, &letter).await.0);
}

#[tokio::test]
async fn a_number_that_answered_stop_gets_no_letter_either() {
    let salon = empty().await;
    let number: Phone = "+48601234567".parse().expect("a number");
    let (app, author) = (&salon.system.app, application::Author::job("test"));
    let stopped = application::wishes::stop(app, None, booking_rules::notices::Channel::Sms, &number, &author).await;
    assert!(stopped.expect("stopped"));
    let letter = Letter {
        email: None,
        phone: Some(number),
        ..letter(&salon, LetterKind::SignInLocked)
    };
    write(&salon, &letter).await;
    assert!(salon.messages("+48601234567").await.is_empty());
    let (ended, _) = now(&salon, &letter).await;
    assert_eq!(
        (ended.status, ended.reason.as_deref()),
        (NoticeStatus::Suppressed, Some("opted_out"))
    );
}

#[tokio::test]
async fn a_letter_nobody_needs_any_more_is_not_sent() {
    let salon = empty().await;
    let letter = written(&salon, LetterKind::ResetPassword).await;
    salon.system.clock.set(letter.useful_until);
    assert!(salon.messages(ANNA).await.is_empty());
    let (ended, _) = now(&salon, &letter).await;
    assert_eq!(
        (ended.status, ended.reason.as_deref()),
        (NoticeStatus::Suppressed, Some("no_longer_useful"))
    );
    assert_emptied(&ended);
}

#[tokio::test]
async fn a_letter_that_cannot_be_written_fails_and_holds_up_nobody() {
    let salon = empty().await;
    let defective = Letter {
        facts: std::collections::BTreeMap::new(),
        ..letter(&salon, LetterKind::ResetPassword)
    };
    let unknown = Letter {
        kind: "love".to_owned(),
        ..letter(&salon, LetterKind::ResetPassword)
    };
    write(&salon, &defective).await;
    write(&salon, &unknown).await;
    written(&salon, LetterKind::ConfirmEmail).await;
    assert_eq!(salon.messages(ANNA).await.len(), 1);
    for (letter, reason) in [(defective, "facts_missing"), (unknown, "unknown_kind")] {
        let (ended, _) = now(&salon, &letter).await;
        assert_eq!(
            (ended.status, ended.reason.as_deref()),
            (NoticeStatus::Failed, Some(reason))
        );
        assert_emptied(&ended);
    }
}

#[tokio::test]
async fn a_provider_that_fails_for_a_while_delays_a_letter_and_its_facts_wait() {
    let salon = empty().await;
    // As often as a queue tries before it lays a message aside.
    (0..5).for_each(|_| salon.system.inbox.fail_next(DeliveryError::transient("451")));
    let letter = written(&salon, LetterKind::ConfirmEmail).await;
    assert!(salon.messages(ANNA).await.is_empty());
    let (waiting, _) = now(&salon, &letter).await;
    assert_eq!(
        (waiting.status, waiting.reason.as_deref(), waiting.facts.len()),
        (NoticeStatus::Queued, Some("451"), 1)
    );
    salon.travel("2027-03-08T10:00:30Z").await;
    assert_eq!(salon.messages(ANNA).await.len(), 1);
}

#[tokio::test]
async fn a_letter_the_provider_refuses_or_never_answers_about_is_not_sent_again() {
    let salon = empty().await;
    for (failure, status) in [
        (DeliveryError::rejected("550"), NoticeStatus::Failed),
        (DeliveryError::unknown("line cut"), NoticeStatus::Unknown),
    ] {
        salon.system.inbox.fail_next(failure);
        let letter = written(&salon, LetterKind::ConfirmEmail).await;
        assert!(salon.messages(ANNA).await.is_empty());
        let (ended, _) = now(&salon, &letter).await;
        assert_eq!(ended.status, status);
        assert_emptied(&ended);
    }
}

#[tokio::test]
async fn a_letter_whose_order_was_lost_is_given_again() {
    let salon = empty().await;
    written(&salon, LetterKind::ConfirmEmail).await;
    salon.system.relay().await.expect("relayed");
    for message in salon.system.queues.receive(QueueName::EmailDelivery, 10) {
        assert!(salon.system.queues.delete(message.receipt));
    }
    assert!(salon.messages(ANNA).await.is_empty());
    salon.travel("2027-03-08T10:00:30Z").await;
    assert_eq!(salon.messages(ANNA).await.len(), 1);
}

#[tokio::test]
async fn a_worker_that_dies_between_claim_and_record_leaves_the_end_unknown() {
    use store::Parcel;
    let salon = empty().await;
    let letter = letter(&salon, LetterKind::ConfirmEmail);
    write(&salon, &letter).await;
    let progress = letter.progress().claimed("dead".to_owned(), salon.system.app.now());
    let claimed = letter.clone().moved_to(progress);
    salon.system.app.store.replace(&claimed, 1).await.expect("claimed");
    // Its order comes again while the claim may still have an owner.
    deliver(&salon.system.app, &carrier(&salon), &order(&letter))
        .await
        .expect_err("claimed");
    salon.travel("2027-03-08T10:00:30Z").await;
    assert!(
        salon.messages(ANNA).await.is_empty(),
        "whoever claimed it may have sent it"
    );
    let (ended, _) = now(&salon, &letter).await;
    assert_eq!(
        (ended.status, ended.reason.as_deref()),
        (NoticeStatus::Unknown, Some("worker_stopped"))
    );
    assert_emptied(&ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_workers_with_one_order_one_sends_the_letter() {
    let salon = Arc::new(empty().await);
    let letter = written(&salon, LetterKind::ConfirmEmail).await;
    let tries = (0..16).map(|_| {
        let (salon, order) = (salon.clone(), order(&letter));
        tokio::spawn(async move { deliver(&salon.system.app, &carrier(&salon), &order).await })
    });
    for end in join_all(tries).await {
        let end = end.expect("no panic");
        assert!(
            end.as_ref().map_or(true, |status| *status == NoticeStatus::Sent),
            "{end:?}"
        );
    }
    assert_eq!(salon.system.inbox.list(Some(ANNA)).len(), 1);
}

/// A message that waits in a queue while the program is replaced.
#[test]
fn an_order_reads_in_the_form_it_had_before_there_were_letters() {
    let sample: Value = serde_json::from_str(include_str!("../../../events/workers-deliver-email.json")).expect("JSON");
    let body = sample["Records"][0]["body"].as_str().expect("a body");
    let order: DeliveryOrder = serde_json::from_str(body).expect("an order");
    assert!(matches!(&order, DeliveryOrder::Notice(order) if order.kind == "booking_confirmed"));
    let written: Value = serde_json::to_value(&order).expect("JSON");
    assert_eq!(written, serde_json::from_str::<Value>(body).expect("JSON"));
    serde_json::from_str::<DeliveryOrder>("{}").expect_err("neither");
}
