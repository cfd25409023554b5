//! Messages are kept as long as they should be; how many there were is kept for good.

use std::collections::BTreeMap;

use application::retention;
use chrono::NaiveDate;
use http::Method;
use serde_json::{Value, json};
use store::{Notice, NoticeCounts};
use testkit::{Salon, request};

/// A salon that keeps messages for a day, with some that ended in March and some that are still to come.
async fn with_messages(guests: &[&str]) -> (Salon, Vec<Value>) {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}/notice-settings", salon.business);
    let body = json!({ "retention_days": 1 });
    let asked = request(Method::PATCH, &path).token(&salon.owner).json(&body);
    let _ = salon.send(asked).await.expect(200);
    let mut booked = Vec::new();
    for (hour, guest) in (8..).zip(guests) {
        let start = format!("2027-03-20T{hour:02}:00:00Z");
        booked.push(salon.book(&start, guest).await.expect(201));
    }
    salon.system.settle().await.expect("rest");
    (salon, booked)
}

async fn notices(salon: &Salon, booked: &[Value]) -> Vec<Notice> {
    let mut found = Vec::new();
    for booking in booked {
        let id = booking["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let of = salon.system.app.store.notices_of(id).await.expect("notices");
        found.extend(of.into_iter().map(|notice| notice.record));
    }
    found
}

async fn counts(salon: &Salon) -> BTreeMap<String, u64> {
    let business = salon.business.parse().expect("an id");
    let month: NaiveDate = "2027-03-01".parse().expect("a date");
    let found = salon
        .system
        .app
        .store
        .notice_counts(business, month)
        .await
        .expect("read");
    found.map_or_else(BTreeMap::new, |found| found.record.counts)
}

/// As they should come out: every message that ended, once.
fn expected(salon: &Salon, ended: &[Notice]) -> BTreeMap<String, u64> {
    let business = salon.business.parse().expect("an id");
    let mut all = NoticeCounts::none(business, "2027-03-01".parse().expect("a date"));
    ended.iter().for_each(|notice| all.add(notice));
    all.counts
}

fn ended(notices: Vec<Notice>) -> Vec<Notice> {
    notices.into_iter().filter(|n| n.status.is_final()).collect()
}

#[tokio::test]
async fn what_is_old_goes_what_is_to_come_stays_and_the_counts_are_exact() {
    let (salon, booked) = with_messages(&["anna", "beata", "celina"]).await;
    let before = notices(&salon, &booked).await;
    let old = ended(before.clone());
    assert_eq!((before.len(), old.len()), (12, 6));
    salon.travel("2027-03-09T08:59:00Z").await;
    assert_eq!(notices(&salon, &booked).await.len(), 12, "not a day yet");
    // Travelling settles the system, and that runs the job.
    salon.travel("2027-03-10T09:05:00Z").await;
    let left = notices(&salon, &booked).await;
    assert_eq!(left.len(), 6);
    assert!(left.iter().all(|n| n.kind == "booking_reminder"), "{left:?}");
    assert_eq!(counts(&salon).await, expected(&salon, &old));
    for day in ["2027-03-11T10:00:00Z", "2027-03-12T10:00:00Z", "2027-03-10T10:00:00Z"] {
        salon.travel(day).await;
        assert_eq!(counts(&salon).await, expected(&salon, &old), "{day}");
    }
    // The reminders go out a day ahead, and are counted two days later with the rest.
    salon.travel("2027-03-19T12:00:00Z").await;
    let all: Vec<Notice> = old.into_iter().chain(ended(notices(&salon, &booked).await)).collect();
    assert_eq!(all.len(), 12);
    salon.travel("2027-03-23T12:00:00Z").await;
    assert!(notices(&salon, &booked).await.is_empty());
    assert_eq!(counts(&salon).await, expected(&salon, &all));
}

#[tokio::test]
async fn a_run_that_stops_anywhere_goes_on_and_two_at_once_count_each_message_once() {
    let (salon, booked) = with_messages(&["anna", "beata", "celina"]).await;
    let old = ended(notices(&salon, &booked).await);
    let later = "2027-03-10T09:05:00Z".parse().expect("an instant");
    salon.system.clock.set(later);
    let app = &salon.system.app;
    // Cut after every possible number of steps: each run is as good as one that died there.
    for steps in [0, 1, 0, 1] {
        let run = retention::run_at_most(app, steps).await.expect("a run");
        assert!(!run.done);
    }
    let (one, other) = tokio::join!(retention::run(app), retention::run(app));
    let deleted = one.expect("a run").deleted + other.expect("a run").deleted;
    let again = retention::run(app).await.expect("a run");
    assert_eq!(deleted + again.deleted, old.len());
    assert_eq!(counts(&salon).await, expected(&salon, &old));
    let done = retention::run(app).await.expect("a run");
    assert_eq!((done.deleted, done.done), (0, true));
}

#[tokio::test]
async fn every_business_is_found_by_the_job() {
    let (salon, _) = with_messages(&["anna"]).await;
    let mut found = Vec::new();
    for shard in 0..store::keys::REGISTRY_SHARDS {
        let some = salon.system.app.store.businesses_of_shard(shard, None, 100).await;
        found.extend(some.expect("a list"));
    }
    assert_eq!(found, [salon.business.parse().expect("an id")]);
}
