//! Many want one version of one day: one gets it, and nothing of the others remains.

use booking_rules::booking::Booking;
use booking_rules::ids::BookingId;
use store::entities::StaffDay;
use store::{Commit, CommitError, Contact, Entity, Event, Notice, Store, keys};

use crate::engine::Engine;
use crate::samples::*;

const RIVALS: u128 = 50;

/// All that one rival writes, guarded by the version of the day that every rival has read.
struct Attempt {
    day: StaffDay,
    booking: Booking,
    contact: Contact,
    event: Event,
    notice: Notice,
}

impl Attempt {
    fn new(number: u128) -> Self {
        let id: BookingId = own(1000 + number);
        let booking = booking(id, "2027-03-15T09:00:00Z");
        let mut day = staff_day(own(1), "2027-03-15");
        day.book.entries = booking.staff_entries().into_iter().map(|(_, entry)| entry).collect();
        Self {
            day,
            contact: contact(id),
            event: event(1000 + number, &keys::booking_partition(id)),
            notice: notice(id, "2027-03-14T09:00:00Z"),
            booking,
        }
    }

    async fn commit(self, store: Store, version: Option<u64>) -> (BookingId, Result<(), CommitError>) {
        let mut commit = Commit::new();
        commit.create(&self.booking).unwrap();
        commit.create(&self.contact).unwrap();
        commit.replace(&self.day, version).unwrap();
        commit.create(&self.event).unwrap();
        commit.create(&self.notice).unwrap();
        (self.booking.id, store.commit(&commit).await)
    }
}

/// Sends every rival at once, and asserts that one won and nothing of the others is there.
async fn race(table: &Engine, version: Option<u64>) {
    let rivals: Vec<_> = (0..RIVALS)
        .map(|number| tokio::spawn(Attempt::new(number).commit(table.store.clone(), version)))
        .collect();
    let day = staff_day(own(1), "2027-03-15");
    let mut winners = Vec::new();
    for rival in rivals {
        match rival.await.unwrap() {
            (id, Ok(())) => winners.push(id),
            (_, Err(refused)) => assert!(refused.is_at(&day.key()), "{refused:?}"),
        }
    }
    assert_eq!(winners.len(), 1);
    for number in 0..RIVALS {
        let of = Attempt::new(number);
        let won = winners.contains(&of.booking.id);
        let there = [
            table.read(&of.booking).await.is_some(),
            table.read(&of.contact).await.is_some(),
            table.read(&of.event).await.is_some(),
            table.read(&of.notice).await.is_some(),
        ];
        assert_eq!(there, [won; 4], "rival {number}");
    }
    let day = table.read(&day).await.unwrap();
    assert_eq!(day.version, version.unwrap_or(0) + 1);
    assert_eq!(
        day.record.book.entries.iter().map(|e| e.booking()).collect::<Vec<_>>(),
        [Some(winners[0])]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_open_one_day_book_exactly_one_wins() {
    race(&Engine::start().await, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_change_one_day_book_exactly_one_wins() {
    let table = Engine::start().await;
    table.create(&staff_day(own(1), "2027-03-15")).await;
    race(&table, Some(1)).await;
}
