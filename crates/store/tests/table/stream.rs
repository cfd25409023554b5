//! What the relay makes of the table's stream, with records as the engine cuts them.

use serde_json::{Value, json};
use store::stream::Change;
use store::{Notice, NoticeStatus, Parcel, StoreError};

use crate::engine::Engine;
use crate::samples::*;

const NOW: &str = "2027-03-15T09:00:00Z";

fn changes(table: &Engine) -> Vec<Change> {
    table
        .stream()
        .iter()
        .map(|record| Change::from_record(record).unwrap())
        .collect()
}

/// The notice through these states, one write after the other.
async fn walk(states: &[NoticeStatus]) -> Vec<Change> {
    let table = Engine::start().await;
    let at = |status| Notice {
        status,
        ..notice(own(1), NOW)
    };
    table.create(&at(states[0])).await;
    for (version, status) in (1..).zip(&states[1..]) {
        table.store.replace(&at(*status), version).await.unwrap();
    }
    changes(&table)
}

fn queued() -> Change {
    Change::NoticeQueued(Notice {
        status: NoticeStatus::Queued,
        ..notice(own(1), NOW)
    })
}

#[tokio::test]
async fn a_notice_that_fails_is_told_of_once() {
    let failed = Change::NoticeFailed(Notice {
        status: NoticeStatus::Failed,
        ..notice(own(1), NOW)
    });
    let states = [NoticeStatus::Sending, NoticeStatus::Failed, NoticeStatus::Failed];
    assert_eq!(walk(&states).await, [Change::Quiet, failed.clone(), Change::Quiet]);
    // A provider says so late.
    assert_eq!(
        walk(&[NoticeStatus::Sent, NoticeStatus::Failed]).await,
        [Change::Quiet, failed]
    );
}

#[tokio::test]
async fn an_event_that_is_inserted_has_happened() {
    let table = Engine::start().await;
    let told = event(1, "BIZ#somewhere");
    table.create(&told).await;
    assert_eq!(changes(&table), [Change::Happened(told)]);
}

#[tokio::test]
async fn an_event_that_is_touched_or_removed_does_not_happen_again() {
    let table = Engine::start().await;
    let told = event(1, "BIZ#somewhere");
    table.create(&told).await;
    table
        .store
        .replace(
            &store::Event {
                trace: None,
                ..told.clone()
            },
            1,
        )
        .await
        .unwrap();
    let mut removal = store::Commit::new();
    removal.delete(store::Entity::key(&told), 2);
    table.store.commit(&removal).await.unwrap();
    assert_eq!(changes(&table), [Change::Happened(told), Change::Quiet, Change::Quiet]);
}

#[tokio::test]
async fn a_notice_reaches_its_queue_once_it_is_queued() {
    use NoticeStatus::{Queued, Scheduled, Sending, Sent, Suppressed};
    assert_eq!(walk(&[Queued]).await, [queued()]);
    assert_eq!(
        walk(&[Scheduled, Queued, Sending, Sent]).await,
        [Change::Quiet, queued(), Change::Quiet, Change::Quiet]
    );
    assert_eq!(walk(&[Scheduled, Suppressed]).await, [Change::Quiet, Change::Quiet]);
}

/// The message of a retry is still in its queue; a second one would send the notice twice.
#[tokio::test]
async fn a_notice_that_goes_back_to_its_queue_is_quiet() {
    use NoticeStatus::{Queued, Sending};
    assert_eq!(
        walk(&[Queued, Sending, Queued]).await,
        [queued(), Change::Quiet, Change::Quiet]
    );
    assert_eq!(walk(&[Queued, Queued]).await, [queued(), Change::Quiet]);
}

#[tokio::test]
async fn a_letter_reaches_its_queue_when_it_is_written_and_when_it_is_given_again() {
    let table = Engine::start().await;
    let written = letter(1, NOW);
    table.create(&written).await;
    let claimed = written.progress().claimed("a worker".to_owned(), utc(NOW));
    let back = claimed.clone().put_back("451".to_owned(), utc(NOW));
    let again = back.clone().handed_to_queue(utc(NOW)).unwrap();
    let sent = again.clone().ended(NoticeStatus::Sent, None, None, utc(NOW));
    for (version, progress) in (1..).zip([claimed, back, again.clone(), sent]) {
        let next = written.clone().moved_to(progress);
        table.store.replace(&next, version).await.unwrap();
    }
    assert_eq!(
        changes(&table),
        [
            Change::LetterQueued(written.clone()),
            Change::Quiet,
            Change::Quiet,
            Change::LetterQueued(written.moved_to(again)),
            Change::Quiet
        ]
    );
}

#[tokio::test]
async fn a_letter_that_has_ended_keeps_neither_address_nor_facts() {
    let written = letter(1, NOW);
    for status in NoticeStatus::ALL {
        let progress = written.progress().ended(status, None, None, utc(NOW));
        let letter = written.clone().moved_to(progress);
        let kept = (letter.email.is_some(), !letter.facts.is_empty());
        assert_eq!(kept, (!status.is_final(), !status.is_final()), "{status:?}");
    }
}

#[tokio::test]
async fn everything_else_is_quiet() {
    let table = Engine::start().await;
    table.create(&booking(own(1), NOW)).await;
    table.create(&contact(own(1))).await;
    table.create(&staff_day(own(1), "2027-03-15")).await;
    table.create(&idempotency_record(NOW)).await;
    assert_eq!(changes(&table), vec![Change::Quiet; 4]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_damaged_and_not_passed_over() {
    let table = Engine::start().await;
    table.create(&event(1, "BIZ#somewhere")).await;
    let sound = table.stream().remove(0);
    for (field, value) in [
        ("kind", json!({ "S": "BookingConfirmed" })),
        ("body", Value::Null),
        ("body", json!({ "M": {} })),
        ("body", json!({ "X": "?" })),
    ] {
        let mut record = sound.clone();
        record["dynamodb"]["NewImage"][field] = value;
        let read = Change::from_record(&record);
        match field {
            "body" => assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}"),
            _ => assert_eq!(read.unwrap(), Change::from_record(&sound).unwrap()),
        }
    }
}
