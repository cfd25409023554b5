//! What becomes of a message when something in between fails: it goes out once all the same, or its end is told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use application::deliveries::{Carrier, Way, deliver};
use application::relay::{DeliveryOrder, NoticeOrder, Outlets, relay};
use application::sweep::sweep;
use application::{App, IdSource, Links};
use booking_rules::booking::{Booking, Status};
use booking_rules::ids::BookingId;
use booking_rules::values::Email;
use chrono::{DateTime, Utc};
use futures::future::join_all;
use providers::Pending;
use providers::bus::local::LocalBus;
use providers::delivery::DeliveryError;
use providers::queue::{Queue, QueueError, QueueMessage, QueueName};
use serde_json::{Value, json};
use store::{Commit, Notice, NoticeStatus};
use testkit::{Desk, Salon};

const ANNA: &str = "anna@guests.example";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn id(booked: &Value) -> BookingId {
    booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

fn kinds(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|m| m["kind"].as_str()).collect()
}

fn order(booking: BookingId, kind: &str) -> DeliveryOrder {
    DeliveryOrder::Notice(NoticeOrder {
        booking,
        kind: kind.to_owned(),
        channel: "email".to_owned(),
        sequence: 0,
        ahead: None,
        again: 0,
    })
}

fn carrier(salon: &Salon) -> Carrier {
    let from = Email::parse("bookings@salon.example").expect("an address");
    Carrier::new(Way::Email { from }, salon.system.vendors.clone())
}

/// The notice of a kind that goes by e-mail.
async fn notice(salon: &Salon, booking: BookingId, kind: &str) -> (Notice, u64) {
    let notices = salon.system.app.store.notices_of(booking).await.expect("notices");
    let found = notices
        .into_iter()
        .find(|n| n.record.kind == kind && n.record.channel == "email")
        .expect("a notice");
    (found.record, found.version)
}

/// Takes out of the queues what waits there, as a queue that loses its messages would.
async fn lose_orders(salon: &Salon) {
    salon.system.relay().await.expect("relayed");
    for queue in QueueName::ALL {
        for message in salon.system.queues.receive(queue, 10) {
            assert!(salon.system.queues.delete(message.receipt));
        }
    }
}

#[tokio::test]
async fn an_order_that_was_lost_is_given_again_within_the_hour() {
    let salon = Salon::open().await;
    salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    lose_orders(&salon).await;
    assert!(salon.messages(ANNA).await.is_empty());
    salon.travel("2027-03-08T10:01:00Z").await;
    salon.travel("2027-03-08T13:01:00Z").await;
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
}

#[tokio::test]
async fn a_provider_that_fails_for_an_hour_delays_a_message_and_one_that_fails_for_days_ends_it() {
    let salon = Salon::open().await;
    let fail = |times: usize| (0..times).for_each(|_| salon.system.inbox.fail_next(DeliveryError::transient("451")));
    fail(10);
    salon.book("2027-03-20T10:00:00Z", "anna").await.expect(201);
    assert!(salon.messages(ANNA).await.is_empty());
    salon.travel("2027-03-08T10:30:00Z").await;
    assert_eq!(kinds(&salon.messages(ANNA).await), ["booking_confirmed"]);
    fail(1_000);
    let booked = salon.book("2027-03-21T10:00:00Z", "beata").await.expect(201);
    for hour in 11..80 {
        salon
            .travel(&format!("2027-03-{:02}T{:02}:45:00Z", 8 + hour / 24, hour % 24))
            .await;
    }
    let (given_up, _) = notice(&salon, id(&booked), "booking_confirmed").await;
    assert_eq!(
        (given_up.status, given_up.reason.as_deref()),
        (NoticeStatus::Failed, Some("451"))
    );
}

#[tokio::test]
async fn a_worker_that_dies_with_the_only_order_leaves_no_claim_for_ever() {
    let salon = Salon::open().await;
    let booking = id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201));
    lose_orders(&salon).await;
    let (queued, version) = notice(&salon, booking, "booking_confirmed").await;
    let claimed = Notice {
        status: NoticeStatus::Sending,
        claimed_at: Some(salon.system.app.now()),
        ..queued
    };
    salon
        .system
        .app
        .store
        .replace(&claimed, version)
        .await
        .expect("claimed");
    salon.travel("2027-03-08T10:01:00Z").await;
    assert_eq!(
        notice(&salon, booking, "booking_confirmed").await.0.status,
        NoticeStatus::Unknown
    );
    assert!(
        salon.messages(ANNA).await.is_empty(),
        "whoever claimed it may have sent it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_workers_with_one_order_none_is_done_before_the_message_is() {
    let salon = Arc::new(Salon::open().await);
    let booking = id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201));
    let tries = (0..16).map(|_| {
        let salon = salon.clone();
        tokio::spawn(async move {
            deliver(
                &salon.system.app,
                &carrier(&salon),
                &order(booking, "booking_confirmed"),
            )
            .await
        })
    });
    let ends: Vec<_> = join_all(tries)
        .await
        .into_iter()
        .map(|end| end.expect("no panic"))
        .collect();
    assert!(
        ends.iter()
            .all(|end| end.as_ref().map_or(true, |status| *status == NoticeStatus::Sent)),
        "{ends:?}"
    );
    assert_eq!(salon.system.inbox.list(Some(ANNA)).len(), 1);
}

#[tokio::test]
async fn a_worker_whose_clock_is_a_moment_behind_leaves_a_fresh_claim_alone() {
    let salon = Salon::open().await;
    let booking = id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201));
    let (queued, version) = notice(&salon, booking, "booking_confirmed").await;
    let claimed_at = Some(salon.system.app.now() + chrono::TimeDelta::seconds(5));
    let claimed = Notice {
        status: NoticeStatus::Sending,
        claimed_at,
        ..queued
    };
    salon
        .system
        .app
        .store
        .replace(&claimed, version)
        .await
        .expect("claimed");
    deliver(
        &salon.system.app,
        &carrier(&salon),
        &order(booking, "booking_confirmed"),
    )
    .await
    .expect_err("claimed");
    assert_eq!(
        notice(&salon, booking, "booking_confirmed").await.0.status,
        NoticeStatus::Sending
    );
}

/// Ids that count up.
#[derive(Default)]
struct Counter(AtomicU64);

impl IdSource for Counter {
    fn next(&self, _: DateTime<Utc>) -> uuid::Uuid {
        uuid::Uuid::from_u128(self.0.fetch_add(1, Ordering::Relaxed).into())
    }
    fn secret(&self) -> [u8; 16] {
        [7; 16]
    }
}

/// A function of its own beside those that changed the catalogue: what it keeps in mind may be a minute old.
fn another_process(salon: &Salon) -> App {
    let links = Links {
        public_base_url: "http://salon.test".to_owned(),
    };
    App::new(
        salon.system.app.store.clone(),
        salon.system.clock.clone(),
        Arc::new(Counter::default()),
        links,
    )
}

#[tokio::test]
async fn a_message_about_somebody_hired_a_moment_ago_goes_out() {
    let salon = Salon::open().await;
    let worker = another_process(&salon);
    worker
        .recent_catalogue(salon.business.parse().expect("an id"))
        .await
        .expect("read");
    let beata = salon.hire("Beata", &Desk::default().weekly).await;
    let mut wish = salon.wish("2027-03-12T10:00:00Z", "anna");
    wish["staff_id"] = json!(beata);
    let booking = id(&salon.post("/bookings", "", wish).await.expect(201));
    let end = deliver(&worker, &carrier(&salon), &order(booking, "booking_confirmed")).await;
    assert_eq!(end.expect("delivered"), NoticeStatus::Sent);
}

#[tokio::test]
async fn a_search_for_a_service_made_a_moment_ago_finds_it() {
    let salon = Salon::open().await;
    let other = another_process(&salon);
    other
        .recent_catalogue(salon.business.parse().expect("an id"))
        .await
        .expect("read");
    let service = json!({ "name": "Broda", "duration_minutes": 30, "price": { "amount": 5_000, "currency": "PLN" } });
    let service = salon.create("/services", service).await;
    let wanted = application::search::Wanted {
        shop: salon.shop.parse().expect("an id"),
        service: service.parse().expect("an id"),
        staff: None,
        persons: 1,
    };
    application::search::next(&other, wanted, other.now(), 1)
        .await
        .expect("the service is known");
}

#[tokio::test]
async fn a_reminder_written_as_the_day_turns_is_not_left_behind() {
    let salon = Salon::open().await;
    let booking = id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201));
    salon.travel("2027-03-11T00:00:10Z").await;
    // Decided before midnight, in the index after it.
    let (planned, version) = notice(&salon, booking, "booking_reminder").await;
    let late = Notice {
        due_at: at("2027-03-10T23:59:58Z"),
        ..planned
    };
    salon.system.app.store.replace(&late, version).await.expect("written");
    salon.travel("2027-03-11T00:00:20Z").await;
    assert!(kinds(&salon.messages(ANNA).await).contains(&"booking_reminder"));
}

#[tokio::test]
async fn the_first_sweep_of_all_does_not_begin_too_late() {
    let salon = Salon::open().await;
    salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    salon.system.clock.set(at("2027-03-12T01:00:00Z"));
    assert!(kinds(&salon.messages(ANNA).await).contains(&"booking_reminder"));
}

#[tokio::test]
async fn one_damaged_record_holds_up_no_reminder() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    let booking = id(&salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201));
    let sound = app
        .store
        .booking(booking)
        .await
        .expect("read")
        .expect("a booking")
        .record;
    let business = booking.business();
    // Ids before and after the sound one's, so that some are met before its reminder.
    for number in 0..8 {
        let own = if number % 2 == 0 {
            uuid::Uuid::from_u128(number)
        } else {
            app.new_uuid()
        };
        let damaged = Booking {
            id: BookingId::new(business, own),
            shop: app.new_id::<booking_rules::ids::kinds::Shop>(business),
            status: Status::Held,
            held_until: Some(at("2027-03-11T09:59:00Z")),
            ..sound.clone()
        };
        let mut commit = Commit::new();
        commit.create(&damaged).expect("an item");
        app.store.commit(&commit).await.expect("written");
    }
    salon.system.clock.set(at("2027-03-11T10:00:30Z"));
    sweep(app).await.expect_err("the damage is told");
    assert_eq!(
        notice(&salon, booking, "booking_reminder").await.0.status,
        NoticeStatus::Queued
    );
}

/// Queues of which that of text messages takes nothing.
struct Closed;

impl Queue for Closed {
    fn send<'a>(&'a self, queue: QueueName, _: Vec<QueueMessage>) -> Pending<'a, Result<Vec<usize>, QueueError>> {
        Box::pin(async move {
            match queue {
                QueueName::SmsDelivery => Err(QueueError::Unavailable("closed".to_owned())),
                _ => Ok(Vec::new()),
            }
        })
    }
}

/// A queue that takes everything and remembers how much.
#[derive(Default)]
struct Open(Mutex<usize>);

impl Queue for Open {
    fn send<'a>(&'a self, _: QueueName, messages: Vec<QueueMessage>) -> Pending<'a, Result<Vec<usize>, QueueError>> {
        *self.0.lock().expect("no panic") += messages.len();
        Box::pin(async { Ok(Vec::new()) })
    }
}

fn stream_event(number: u32) -> Value {
    let sample: Value = serde_json::from_str(include_str!("../../../events/workers-relay.json")).expect("JSON");
    let mut record = sample["Records"][0].clone();
    record["dynamodb"]["SequenceNumber"] = json!(number.to_string());
    record
}

fn stream_notice() -> Value {
    json!({ "eventName": "INSERT", "dynamodb": { "NewImage": {
        "PK": { "S": "BIZ#1" }, "SK": { "S": "NOTICE#1" }, "_t": { "S": "notice" }, "body": { "M": {
            "booking": { "S": "bkg_06j4gcw401d11c0c01mh437100e1ar28t5cy4gnf05" }, "kind": { "S": "booking_confirmed" },
            "channel": { "S": "sms" }, "sequence": { "N": "0" }, "status": { "S": "queued" },
            "due_at": { "S": "2027-03-15T08:00:00Z" }, "attempts": { "N": "0" }
        } }
    } } })
}

#[tokio::test]
async fn nothing_before_the_record_that_the_relay_stopped_at_is_left_undone() {
    let bus = Arc::new(LocalBus::new());
    let records = [stream_event(1), stream_notice(), stream_event(2)];
    let stopped = relay(
        &Outlets {
            bus: bus.clone(),
            queue: Arc::new(Closed),
        },
        &records,
    )
    .await
    .expect_err("closed");
    // The stream is read again from the record named, so all before it must have gone out.
    assert_eq!(stopped.index, 1);
    assert!(!bus.events().is_empty(), "the event before it was handed on");
    let queue = Arc::new(Open::default());
    relay(
        &Outlets {
            bus,
            queue: queue.clone(),
        },
        &records,
    )
    .await
    .expect("handed on");
    // The message, and both events for those who are told of them and for the counters.
    assert_eq!(*queue.0.lock().expect("no panic"), 5);
}
