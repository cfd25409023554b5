//! What is due: notices and holds whose time has come, and nothing else.

use booking_rules::booking::{Booking, Status};
use store::{Due, Entity, Letter, Notice, NoticeStatus, Operation, Parcel};

use crate::engine::Engine;
use crate::samples::*;

const NOW: &str = "2027-03-15T09:00:00Z";

/// The keys of what is due, in order.
async fn due(table: &Engine, now: &str) -> Vec<String> {
    let now = utc(now);
    let found = table.store.due(now.date_naive(), now).await.unwrap();
    let mut keys: Vec<_> = found
        .into_iter()
        .map(|due| match due {
            Due::Notice(notice) => notice.record.key().to_string(),
            Due::Letter(letter) => letter.record.key().to_string(),
            Due::Hook(call) => call.record.key().to_string(),
            Due::Person(request) => request.record.key().to_string(),
            Due::Hold(booking) => booking.record.key().to_string(),
            Due::Export(export) => export.record.key().to_string(),
        })
        .collect();
    keys.sort();
    keys
}

fn keys(of: &[&dyn Fn() -> store::Key]) -> Vec<String> {
    let mut keys: Vec<_> = of.iter().map(|key| key().to_string()).collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn only_what_has_come_due_is_due() {
    let table = Engine::start().await;
    let notices = [
        notice(own(1), "2027-03-15T08:00:00Z"),
        notice(own(2), NOW),
        notice(own(3), "2027-03-15T09:00:01Z"),
        notice(own(4), "2027-03-16T08:00:00Z"),
        notice(own(5), "2027-03-14T23:59:59Z"),
    ];
    for notice in &notices {
        table.create(notice).await;
    }
    let holds = [
        held(own(11), "2027-03-20T09:00:00Z", "2027-03-15T08:59:59Z"),
        held(own(12), "2027-03-20T10:00:00Z", NOW),
        held(own(13), "2027-03-20T11:00:00Z", "2027-03-15T09:00:01Z"),
    ];
    for hold in &holds {
        table.create(hold).await;
    }
    table.create(&booking(own(14), "2027-03-15T08:00:00Z")).await;
    let key = |n: usize| notices[n].key();
    let hold = |n: usize| holds[n].key();
    assert_eq!(
        due(&table, NOW).await,
        keys(&[&|| key(0), &|| key(1), &|| hold(0), &|| hold(1)])
    );
    assert_eq!(due(&table, "2027-03-15T07:59:59Z").await, keys(&[]));
    // A sweep that catches up asks for the date before as well.
    let before = table.store.due(date("2027-03-14"), utc(NOW)).await.unwrap();
    assert!(matches!(&before[..], [Due::Notice(late)] if late.record == notices[4]));
}

#[tokio::test]
async fn nothing_due_costs_a_query_for_each_shard_and_no_more() {
    let table = Engine::start().await;
    table.create(&notice(own(1), NOW)).await;
    let sweep = async |now: &str| {
        let now = utc(now);
        table
            .metered(async |store| store.due(now.date_naive(), now).await.unwrap().len())
            .await
    };
    let shards = usize::from(store::keys::DUE_SHARDS);
    assert_eq!(
        sweep("2027-03-15T08:00:00Z").await,
        (0, vec![(Operation::Query, 0); shards])
    );
    let (found, asked) = sweep(NOW).await;
    assert_eq!((found, asked.len()), (1, shards + 1));
    assert_eq!(asked.last(), Some(&(Operation::BatchGetItem, 1)));
}

#[tokio::test]
async fn what_is_dealt_with_is_due_no_more() {
    let table = Engine::start().await;
    let scheduled = notice(own(1), NOW);
    let hold = held(own(2), "2027-03-20T09:00:00Z", NOW);
    table.create(&scheduled).await;
    table.create(&hold).await;
    assert_eq!(due(&table, NOW).await.len(), 2);
    table
        .store
        .replace(
            &Notice {
                status: NoticeStatus::Queued,
                ..scheduled
            },
            1,
        )
        .await
        .unwrap();
    table
        .store
        .replace(
            &Booking {
                status: Status::Cancelled,
                held_until: None,
                ..hold
            },
            1,
        )
        .await
        .unwrap();
    assert_eq!(due(&table, NOW).await, keys(&[]));
}

#[tokio::test]
async fn a_letter_under_way_is_due_at_its_next_look_and_never_after_its_end() {
    let table = Engine::start().await;
    let letters = [letter(1, NOW), letter(2, "2027-03-15T09:00:01Z")];
    for letter in &letters {
        table.create(letter).await;
    }
    assert_eq!(due(&table, NOW).await, keys(&[&|| letters[0].key()]));
    let sending = Letter {
        status: NoticeStatus::Sending,
        ..letters[0].clone()
    };
    table.store.replace(&sending, 1).await.unwrap();
    assert_eq!(due(&table, NOW).await, keys(&[&|| letters[0].key()]));
    let ended = sending.progress().ended(NoticeStatus::Sent, None, None, utc(NOW));
    table.store.replace(&sending.moved_to(ended), 2).await.unwrap();
    assert_eq!(due(&table, NOW).await, keys(&[]));
}

#[tokio::test]
async fn notices_of_every_shard_are_found() {
    let table = Engine::start().await;
    let shards = u128::from(store::keys::DUE_SHARDS);
    for number in 0..shards * 2 {
        table.create(&notice(own(number), NOW)).await;
        // Reminders of one booking at one instant, by two channels, do not displace each other.
        table
            .create(&Notice {
                channel: "email".to_owned(),
                ..notice(own(number), NOW)
            })
            .await;
    }
    assert_eq!(due(&table, NOW).await.len(), usize::try_from(shards * 4).unwrap());
}

#[tokio::test]
async fn a_delivery_reads_notice_booking_and_contact_in_one_batch() {
    let table = Engine::start().await;
    let about = booking(own(1), "2027-03-15T12:00:00Z");
    let notice = notice(own(1), NOW);
    table.create(&about).await;
    table.create(&notice).await;
    table.create(&contact(own(1))).await;
    let (shelf, asked) = table
        .metered(async |store| store.delivery(notice.key(), own(1)).await.unwrap())
        .await;
    assert_eq!(asked, [(Operation::BatchGetItem, 3)]);
    assert_eq!(
        shelf.get::<Notice>(&notice.key()).unwrap().map(|n| n.record),
        Some(notice)
    );
    assert_eq!(
        shelf.get::<Booking>(&about.key()).unwrap().map(|b| b.record),
        Some(about)
    );
    assert_eq!(
        shelf
            .get::<store::Contact>(&contact(own(1)).key())
            .unwrap()
            .map(|c| c.record),
        Some(contact(own(1)))
    );
}
