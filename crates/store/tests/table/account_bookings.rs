//! A signed-in person's bookings with whatever business, ahead and behind.

use booking_rules::booking::Booking;
use booking_rules::ids::BookingId;
use chrono::{DateTime, Utc};
use store::{BookingCursor, Operation};

use crate::engine::Engine;
use crate::samples::*;

const NOW: &str = "2027-03-15T10:00:00Z";

/// Six bookings of account 1, one an hour from 07:00 on the fifteenth, but the fourth exactly now.
async fn regular() -> Engine {
    let table = Engine::start().await;
    for number in 1..=6 {
        table
            .create(&booking(own(number), &format!("2027-03-15T{:02}:00:00Z", 6 + number)))
            .await;
    }
    // In the same index partition, and beside it.
    table.create(&customer_card(own(1))).await;
    table
        .create(&Booking {
            account: Some(account(2)),
            ..booking(own(8), "2027-03-15T12:00:00Z")
        })
        .await;
    table
        .create(&Booking {
            account: None,
            ..booking(own(9), "2027-03-15T12:00:00Z")
        })
        .await;
    table
}

fn ids(numbers: &[u128]) -> Vec<BookingId> {
    numbers.iter().map(|number| own(*number)).collect()
}

/// One page: the ids and where the list goes on.
async fn page(
    table: &Engine,
    pivot: DateTime<Utc>,
    upcoming: bool,
    limit: usize,
    after: Option<BookingCursor>,
) -> (Vec<BookingId>, Option<BookingCursor>) {
    let page = table
        .store
        .bookings_of_account(account(1), pivot, upcoming, limit, after)
        .await
        .unwrap();
    (page.bookings.iter().map(|b| b.record.id).collect(), page.next)
}

#[tokio::test]
async fn what_starts_now_is_ahead_and_what_has_started_is_behind() {
    let table = regular().await;
    assert_eq!(page(&table, utc(NOW), true, 50, None).await, (ids(&[4, 5, 6]), None));
    assert_eq!(page(&table, utc(NOW), false, 50, None).await, (ids(&[3, 2, 1]), None));
    assert_eq!(
        page(&table, utc("2028-01-01T00:00:00Z"), true, 50, None).await,
        (ids(&[]), None)
    );
    assert_eq!(
        page(&table, utc("2026-01-01T00:00:00Z"), false, 50, None).await,
        (ids(&[]), None)
    );
}

#[tokio::test]
async fn pages_follow_each_other_both_ways() {
    let table = regular().await;
    for (pivot, upcoming, order) in [
        ("2027-03-15T00:00:00Z", true, ids(&[1, 2, 3, 4, 5, 6])),
        ("2027-03-16T00:00:00Z", false, ids(&[6, 5, 4, 3, 2, 1])),
    ] {
        for limit in 1..=7 {
            let (mut found, mut next) = page(&table, utc(pivot), upcoming, limit, None).await;
            let mut sizes = vec![found.len()];
            while next.is_some() {
                let (more, after) = page(&table, utc(pivot), upcoming, limit, next).await;
                sizes.push(more.len());
                found.extend(more);
                next = after;
            }
            assert_eq!(found, order, "pages of {limit}");
            assert_eq!(
                sizes,
                order.chunks(limit).map(<[_]>::len).collect::<Vec<_>>(),
                "pages of {limit}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_is_one_query_of_one_more_than_is_shown() {
    let table = regular().await;
    let (_, asked) = table
        .metered(async |store| {
            store
                .bookings_of_account(account(1), utc(NOW), true, 2, None)
                .await
                .unwrap()
        })
        .await;
    assert_eq!(asked, [(Operation::Query, 3)]);
}

/// The clock goes on while somebody reads: the booking a page ended with may since have begun.
#[tokio::test]
async fn a_list_goes_on_though_now_has_passed_its_cursor() {
    let table = regular().await;
    let (first, next) = page(&table, utc("2027-03-15T07:30:00Z"), true, 1, None).await;
    assert_eq!(first, ids(&[2]));
    assert_eq!(
        page(&table, utc("2027-03-15T08:30:00Z"), true, 50, next).await,
        (ids(&[3, 4, 5, 6]), None)
    );
    let (first, next) = page(&table, utc("2027-03-15T11:30:00Z"), false, 1, None).await;
    assert_eq!(first, ids(&[5]));
    assert_eq!(page(&table, utc(NOW), false, 50, next).await, (ids(&[3, 2, 1]), None));
}

#[tokio::test]
async fn a_person_belongs_to_the_businesses_they_are_a_member_of() {
    let table = regular().await;
    for business in [1, 2] {
        table.create(&membership(account(1), another_business(business))).await;
    }
    table.create(&membership(account(2), another_business(3))).await;
    let (found, asked) = table
        .metered(async |store| store.memberships(account(1)).await.unwrap())
        .await;
    assert_eq!(
        found,
        [1, 2].map(|business| membership(account(1), another_business(business)))
    );
    assert_eq!(asked, [(Operation::Query, 2)]);
    assert_eq!(table.store.memberships(account(3)).await.unwrap(), []);
}
