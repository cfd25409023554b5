//! Counters through table and worker: orders shuffled, repeated, late and at once, while bookings change, come out as a
//! recount does; and a message that names nothing is done with.

use application::stats::{EntryPlace, StatsOrder, compare};
use booking_rules::booking::{Booking, Status};
use booking_rules::ids::{CustomerId, StaffId};
use booking_rules::ledger::{EntryKind, LedgerMonth};
use booking_rules::stats::{Counter, Row};
use booking_rules::time::Span;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use serde_json::json;
use store::Commit;
use testkit::Salon;

/// The same numbers on every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// A booking in the table, and where it stands there.
struct Live {
    booking: Booking,
    version: Option<u64>,
}

const BOOKINGS: usize = 260;
const ENTRIES: usize = 140;
const EVENTS: usize = 2_000;

async fn model(salon: &Salon) -> Booking {
    let made = salon.book("2027-03-10T09:00:00Z", "anna").await.expect(201);
    let id = made["id"].as_str().expect("an id").parse().expect("an id");
    let found = salon.system.app.store.booking(id).await.expect("read");
    found.expect("a booking").record
}

fn like(model: &Booking, salon: &Salon, draw: &mut Draw) -> Booking {
    let app = &salon.system.app;
    let business = model.id.business();
    let start: DateTime<Utc> = "2027-02-20T06:00:00Z".parse().expect("an instant");
    let person = u128::try_from(draw.below(12)).expect("small");
    let mut booking = Booking {
        id: app.new_id(business),
        customer: CustomerId::new(business, uuid::Uuid::from_u128(person)),
        ..model.clone()
    };
    let minutes = i64::try_from(draw.below(30 * 96) * 15).expect("small");
    place(&mut booking, start + TimeDelta::minutes(minutes));
    booking.segments[0].staff = StaffId::new(business, uuid::Uuid::from_u128(person % 3));
    booking
}

fn place(booking: &mut Booking, start: DateTime<Utc>) {
    booking.span = Span::new(start, start + TimeDelta::hours(1)).expect("a span");
    booking.segments[0].span = booking.span;
    booking.local_start = booking.zone.local(start);
}

/// Changes a booking as the life cycle may.
fn change(booking: &mut Booking, draw: &mut Draw) {
    if booking.status != Status::Confirmed {
        return;
    }
    match draw.below(5) {
        0 => place(booking, booking.span.start() + TimeDelta::days(3)),
        1 => booking.status = Status::NoShow,
        2 => booking.status = Status::Cancelled,
        _ => booking.status = Status::Completed,
    }
}

#[tokio::test]
async fn two_thousand_orders_in_any_order_count_as_a_recount_does() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let mut draw = Draw(33);
    let model = model(&salon).await;
    salon.system.settle().await.expect("the system comes to rest");
    let mut lives: Vec<_> = (0..BOOKINGS)
        .map(|_| Live {
            booking: like(&model, &salon, &mut draw),
            version: None,
        })
        .collect();
    let mut waiting: Vec<StatsOrder> = Vec::new();
    let (mut sent, mut entries) = (0, 0);
    while sent < EVENTS {
        // Something happens: a booking is made or changes, or money is taken.
        if draw.below(6) == 0 && entries < ENTRIES {
            let at = format!("2027-03-{:02}T12:00:00Z", 1 + draw.below(28));
            let kind = EntryKind::ALL[draw.below(7)];
            let gross = i64::try_from(draw.below(9_000)).expect("small");
            let pair = [salon.entry(&at, kind, gross), salon.entry(&at, EntryKind::Tip, gross)];
            entries += pair.len();
            let mut commit = Commit::new();
            for entry in &pair {
                commit.create(entry).expect("an entry");
            }
            app.store.commit(&commit).await.expect("written");
            let places = pair.map(|entry| EntryPlace {
                entry_id: entry.id,
                month: entry.month(),
                at: entry.occurred_at,
            });
            waiting.push(StatsOrder::Entries(places.into()));
        } else {
            let which = draw.below(BOOKINGS);
            let live = &mut lives[which];
            if live.version.is_some() {
                change(&mut live.booking, &mut draw);
            }
            let mut commit = Commit::new();
            commit.replace(&live.booking, live.version).expect("a booking");
            app.store.commit(&commit).await.expect("written");
            live.version = Some(live.version.unwrap_or(0) + 1);
            waiting.push(StatsOrder::Booking(live.booking.id));
        }
        // The queue gives out some of what waits, several at once, some of it twice; the rest stays for later.
        if waiting.len() > 24 {
            let mut batch = Vec::new();
            for _ in 0..20 {
                let next = draw.below(waiting.len());
                let order = if draw.below(3) == 0 {
                    waiting[next].clone()
                } else {
                    waiting.swap_remove(next)
                };
                batch.push(json!(order).to_string());
            }
            sent += batch.len();
            let consumed = join_all(batch.iter().map(|body| workers::project_stats::consume(app, body))).await;
            assert!(consumed.iter().all(Result::is_ok), "{consumed:?}");
        }
    }
    for order in &waiting {
        workers::project_stats::consume(app, &json!(order).to_string())
            .await
            .expect("counted");
    }
    let (first, last) = (LedgerMonth::parse("2027-01"), LedgerMonth::parse("2027-06"));
    let (first, last) = (first.expect("a month"), last.expect("a month"));
    let found = compare(app, model.id.business(), first, last).await.expect("compared");
    assert!(
        found.bookings > 200 && found.entries > 100,
        "{} {}",
        found.bookings,
        found.entries
    );
    assert_eq!(found.deviations, []);
}

#[tokio::test]
async fn one_day_counted_into_by_many_at_once_loses_nothing() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let model = model(&salon).await;
    salon.system.settle().await.expect("the system comes to rest");
    let mut orders = Vec::new();
    for _ in 0..40 {
        let mut booking = Booking {
            id: app.new_id(model.id.business()),
            ..model.clone()
        };
        booking.status = Status::Completed;
        let mut commit = Commit::new();
        commit.create(&booking).expect("a booking");
        app.store.commit(&commit).await.expect("written");
        orders.push(StatsOrder::Booking(booking.id));
    }
    // Each of them twice, all at the same time.
    let twice = orders.iter().chain(&orders);
    let counted = join_all(twice.map(|order| application::stats::project(app, order))).await;
    for (order, again) in orders.iter().chain(&orders).zip(counted) {
        if again.is_err() {
            // Who found no way through is given its order again by the queue.
            application::stats::project(app, order).await.expect("counted");
        }
    }
    let row = Row::Shop {
        shop: model.shop,
        day: model.local_start.date(),
    };
    let month = app
        .store
        .stats_of_month(model.id.business(), row.month())
        .await
        .expect("read");
    let tally = &month.iter().find(|found| found.row == row).expect("a row").tally;
    assert_eq!((tally.get(Counter::Booked), tally.get(Counter::Completed)), (41, 40));
    assert_eq!(tally.get(Counter::FirstVisits), 1, "one customer, new once");
}

#[tokio::test]
async fn what_names_nothing_is_done_with() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let business = salon.business.parse().expect("an id");
    let nobody = StatsOrder::Booking(app.new_id(business));
    let nothing = StatsOrder::Entries(vec![EntryPlace {
        entry_id: app.new_id(business),
        month: LedgerMonth::parse("2027-03").expect("a month"),
        at: app.now(),
    }]);
    for body in [
        json!(nobody).to_string(),
        json!(nothing).to_string(),
        "{}".to_owned(),
        "rubbish".to_owned(),
    ] {
        workers::project_stats::consume(app, &body).await.expect("done with");
    }
    let month = app
        .store
        .stats_of_month(business, LedgerMonth::parse("2027-03").expect("a month"))
        .await;
    assert_eq!(month.expect("read"), []);
}
