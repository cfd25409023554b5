//! The bookings of a business in a period, page by page, over the ends of months.

use booking_rules::booking::{Booking, Status};
use booking_rules::ids::BookingId;
use store::{AgendaQuery, BookingCursor, Entity, Operation, StoreError};

use crate::engine::Engine;
use crate::samples::*;

const STARTS: [(u128, &str); 7] = [
    (1, "2027-03-30T09:00:00Z"),
    (2, "2027-03-31T09:00:00Z"),
    (3, "2027-03-31T23:30:00Z"),
    (4, "2027-04-01T00:00:00Z"),
    (5, "2027-04-01T00:00:00Z"),
    (6, "2027-04-15T09:00:00Z"),
    (7, "2027-06-01T09:00:00Z"),
];

async fn busy_spring() -> Engine {
    let table = Engine::start().await;
    for (number, start) in STARTS {
        table.create(&booking(own(number), start)).await;
    }
    let elsewhere = BookingId::new(another_business(2), own::<booking_rules::ids::kinds::Booking>(1).own());
    table.create(&booking(elsewhere, "2027-03-31T09:00:00Z")).await;
    table
}

fn query(from: &str, to: &str, limit: usize) -> AgendaQuery {
    AgendaQuery {
        business: biz(),
        from: utc(from),
        to: utc(to),
        limit,
        after: None,
    }
}

fn ids(numbers: &[u128]) -> Vec<BookingId> {
    numbers.iter().map(|number| own(*number)).collect()
}

/// The ids of each page, following the cursors to the end.
async fn pages(table: &Engine, mut query: AgendaQuery, keep: impl Fn(&Booking) -> bool) -> Vec<Vec<BookingId>> {
    let mut pages = Vec::new();
    for _ in 0..20 {
        let page = table.store.agenda(query, &keep).await.unwrap();
        pages.push(page.bookings.iter().map(|b| b.record.id).collect());
        match page.next {
            None => return pages,
            next => query.after = next,
        }
    }
    panic!("the agenda has no end: {pages:?}");
}

#[tokio::test]
async fn a_period_takes_its_first_instant_and_not_its_last() {
    let table = busy_spring().await;
    for (from, to, found) in [
        ("2027-03-31T09:00:00Z", "2027-04-15T09:00:00Z", ids(&[2, 3, 4, 5])),
        ("2027-03-31T09:00:01Z", "2027-04-15T09:00:01Z", ids(&[3, 4, 5, 6])),
        ("2027-04-01T00:00:00Z", "2027-04-01T00:00:01Z", ids(&[4, 5])),
        (
            "2027-03-01T00:00:00Z",
            "2027-07-01T00:00:00Z",
            ids(&[1, 2, 3, 4, 5, 6, 7]),
        ),
        ("2027-05-01T00:00:00Z", "2027-06-01T09:00:00Z", ids(&[])),
    ] {
        assert_eq!(
            pages(&table, query(from, to, 50), |_| true).await,
            [found],
            "{from} to {to}"
        );
    }
}

#[tokio::test]
async fn pages_of_any_size_follow_each_other_over_the_ends_of_months() {
    let table = busy_spring().await;
    let all = ids(&[1, 2, 3, 4, 5, 6, 7]);
    for limit in 1..=8 {
        let found = pages(
            &table,
            query("2027-03-01T00:00:00Z", "2027-07-01T00:00:00Z", limit),
            |_| true,
        )
        .await;
        assert_eq!(
            found,
            all.chunks(limit).map(<[_]>::to_vec).collect::<Vec<_>>(),
            "pages of {limit}"
        );
    }
}

#[tokio::test]
async fn a_filter_leaves_full_pages_of_what_it_keeps() {
    let table = busy_spring().await;
    for number in [2, 5, 7] {
        let there = table.store.booking(own(number)).await.unwrap().unwrap();
        let cancelled = Booking {
            status: Status::Cancelled,
            ..there.record
        };
        table.store.replace(&cancelled, there.version).await.unwrap();
    }
    let whole = |limit| query("2027-03-01T00:00:00Z", "2027-07-01T00:00:00Z", limit);
    let confirmed = pages(&table, whole(2), |b| b.status == Status::Confirmed).await;
    assert_eq!(confirmed, [ids(&[1, 3]), ids(&[4, 6])]);
    let cancelled = pages(&table, whole(2), |b| b.status == Status::Cancelled).await;
    assert_eq!(cancelled, [ids(&[2, 5]), ids(&[7])]);
    assert_eq!(pages(&table, whole(2), |_| false).await, [ids(&[])]);
}

#[tokio::test]
async fn an_agenda_takes_one_query_for_each_month_touched() {
    let table = busy_spring().await;
    let asked = async |from: &str, to: &str, limit| {
        table
            .metered(async |store| store.agenda(query(from, to, limit), |_| true).await.unwrap())
            .await
            .1
    };
    assert_eq!(
        asked("2027-03-01T00:00:00Z", "2027-03-31T12:00:00Z", 50).await,
        [(Operation::Query, 2)]
    );
    assert_eq!(
        asked("2027-03-31T00:00:00Z", "2027-04-30T00:00:00Z", 50).await,
        [(Operation::Query, 2), (Operation::Query, 3)]
    );
    // A page that is full asks for no later month.
    assert_eq!(
        asked("2027-03-01T00:00:00Z", "2027-07-01T00:00:00Z", 2).await,
        [(Operation::Query, 3)]
    );
}

#[tokio::test]
async fn a_moved_booking_leaves_the_month_it_was_in() {
    let table = busy_spring().await;
    let moved = booking(own(1), "2027-04-20T09:00:00Z");
    table.store.replace(&moved, 1).await.unwrap();
    let march = pages(
        &table,
        query("2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z", 50),
        |_| true,
    )
    .await;
    let april = pages(
        &table,
        query("2027-04-01T00:00:00Z", "2027-05-01T00:00:00Z", 50),
        |_| true,
    )
    .await;
    assert_eq!((march, april), (vec![ids(&[2, 3])], vec![ids(&[4, 5, 6, 1])]));
}

/// A client may change the period and keep the cursor.
#[tokio::test]
async fn a_cursor_outside_the_period_goes_on_from_where_it_stands() {
    let table = busy_spring().await;
    let from = |start: &str, id| {
        Some(BookingCursor {
            start: utc(start),
            id: own(id),
        })
    };
    for (after, found) in [
        (from("2027-03-30T09:00:00Z", 1), ids(&[3, 4, 5])),
        (from("2026-01-01T00:00:00Z", 1), ids(&[3, 4, 5])),
        (from("2027-04-01T00:00:00Z", 4), ids(&[5])),
        (from("2027-04-10T00:00:00Z", 1), ids(&[])),
        (from("2027-04-15T09:00:00Z", 6), ids(&[])),
        (from("2027-06-01T09:00:00Z", 7), ids(&[])),
    ] {
        let query = AgendaQuery {
            after,
            ..query("2027-03-31T10:00:00Z", "2027-04-10T00:00:00Z", 50)
        };
        assert_eq!(pages(&table, query, |_| true).await, [found], "{after:?}");
    }
}

#[tokio::test]
async fn a_listed_booking_comes_with_its_contact_and_its_version() {
    let table = busy_spring().await;
    for number in [1, 3] {
        table.create(&contact(own(number))).await;
    }
    let mut found = table.store.contacts(&ids(&[1, 2, 3])).await.unwrap();
    found.sort_by_key(|c| c.booking);
    assert_eq!(found, [contact(own(1)), contact(own(3))]);
    assert_eq!(
        table.metered(async |store| store.contacts(&[]).await.unwrap()).await,
        (vec![], vec![])
    );
    let (of, with) = table.store.booking_with_contact(own(1)).await.unwrap().unwrap();
    assert_eq!(
        (of.record, of.version, with),
        (booking(own(1), STARTS[0].1), 1, Some(contact(own(1))))
    );
    assert_eq!(table.store.booking_with_contact(own(2)).await.unwrap().unwrap().1, None);
    assert!(table.store.booking_with_contact(own(99)).await.unwrap().is_none());
}

#[tokio::test]
async fn notices_of_a_booking_are_its_own() -> Result<(), StoreError> {
    let table = busy_spring().await;
    let due = "2027-03-29T09:00:00Z";
    for number in [1, 2] {
        table.create(&notice(own(number), due)).await;
        table.create(&contact(own(number))).await;
        table.create(&event(number, &notice(own(number), due).key().pk)).await;
    }
    let found = table.store.notices_of(own(1)).await?;
    assert_eq!(
        found.into_iter().map(|n| n.record).collect::<Vec<_>>(),
        [notice(own(1), due)]
    );
    Ok(())
}
