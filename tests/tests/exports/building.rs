//! The worker: killed between any two of its steps it leaves something that others finish, byte for byte.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use application::App;
use application::exports::{Attended, attend};
use chrono::TimeDelta;
use futures::FutureExt;
use providers::Pending;
use providers::object_store::s3::S3ObjectStore;
use providers::object_store::{ObjectStore, ObjectStoreError, ObjectSummary, Part};
use serde_json::{Value, json};
use testkit::Salon;

use crate::till::{Fact, asked, book, fact, fetched, order, read_by_python, shown, slice};

const MONTHS: [&str; 6] = [
    "2026-10-05",
    "2026-11-05",
    "2026-12-05",
    "2027-01-05",
    "2027-02-05",
    "2027-03-05",
];

fn half_a_year() -> Value {
    json!({ "what": "ledger", "from": "2026-10", "to": "2027-03" })
}

/// Seven facts in each of six months; a month is a page at least.
async fn books() -> Salon {
    let salon = Salon::open().await;
    let facts: Vec<Fact> = MONTHS
        .iter()
        .flat_map(|day| (1..8).map(|place| fact(day, 1_000 * i64::from(place), place)))
        .collect();
    book(&salon, &facts).await;
    salon
}

/// An object store whose caller is killed at its `at`th step, before or after the step is done: it never answers.
struct Deadly {
    inner: S3ObjectStore,
    at: usize,
    after: bool,
    steps: AtomicUsize,
}

impl Deadly {
    async fn step<T>(&self, done: Pending<'_, Result<T, ObjectStoreError>>) -> Result<T, ObjectStoreError> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        if step == self.at && !self.after {
            std::future::pending::<()>().await;
        }
        let outcome = done.await;
        if step == self.at {
            std::future::pending::<()>().await;
        }
        outcome
    }
}

impl ObjectStore for Deadly {
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>, kind: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.inner.put(key, bytes, kind)))
    }
    fn get<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
        Box::pin(self.step(self.inner.get(key)))
    }
    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.inner.delete(key)))
    }
    fn list<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<ObjectSummary>, ObjectStoreError>> {
        self.inner.list(prefix)
    }
    fn begin_parts<'a>(&'a self, key: &'a str, kind: &'a str) -> Pending<'a, Result<String, ObjectStoreError>> {
        Box::pin(self.step(self.inner.begin_parts(key, kind)))
    }
    fn put_part<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        number: i32,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<Part, ObjectStoreError>> {
        Box::pin(self.step(self.inner.put_part(key, upload, number, bytes)))
    }
    fn join_parts<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        parts: Vec<Part>,
    ) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.inner.join_parts(key, upload, parts)))
    }
    fn drop_parts<'a>(&'a self, key: &'a str, upload: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        self.inner.drop_parts(key, upload)
    }
    fn presigned_get<'a>(&'a self, key: &'a str, life: Duration) -> Pending<'a, Result<String, ObjectStoreError>> {
        self.inner.presigned_get(key, life)
    }
}

/// Turns until the file is built; how many.
async fn finish(app: &App, id: &str, pages: usize, part_bytes: usize) -> usize {
    for turn in 1..40 {
        match attend(app, &order(id), slice(pages, part_bytes)).await.expect("a turn") {
            Attended::Continued => {}
            Attended::Built => return turn,
            other => panic!("{other:?}"),
        }
    }
    panic!("never built")
}

/// Lets whoever had the file be taken for dead.
fn outlive_the_claim(salon: &Salon) {
    let now = salon.system.app.now();
    salon.system.clock.set(now + TimeDelta::minutes(12));
}

#[tokio::test]
async fn a_worker_killed_at_any_step_leaves_a_file_that_others_finish_byte_for_byte() {
    let salon = books().await;
    let app = &salon.system.app;
    let whole = asked(&salon, half_a_year()).await;
    assert_eq!(finish(app, &whole, usize::MAX, usize::MAX).await, 1);
    let expected = fetched(&salon, &whole).await;
    assert_eq!(read_by_python(&expected, ",").len(), 1 + 42);
    let mut killed = 0;
    for pages in [1, usize::MAX] {
        for step in 0.. {
            let mut reached = false;
            for after in [false, true] {
                let id = asked(&salon, half_a_year()).await;
                let deadly = Arc::new(Deadly {
                    inner: salon.system.objects.clone(),
                    at: step,
                    after,
                    steps: AtomicUsize::new(0),
                });
                let doomed = app.clone().with_objects(deadly.clone());
                // The first turns are those of the worker that will be killed.
                let work = async {
                    for _ in 0..40 {
                        if attend(&doomed, &order(&id), slice(pages, 3_000)).await.expect("a turn") == Attended::Built {
                            return;
                        }
                    }
                };
                let done = tokio::time::timeout(Duration::from_secs(2), work).await.is_ok();
                if !done {
                    reached = true;
                    killed += 1;
                    let refused = attend(app, &order(&id), slice(pages, 3_000)).now_or_never();
                    assert!(!matches!(refused, Some(Ok(Attended::Built))), "it is claimed");
                    outlive_the_claim(&salon);
                    finish(app, &id, pages, 3_000).await;
                }
                assert_eq!(
                    fetched(&salon, &id).await,
                    expected,
                    "step {step}, after: {after}, pages: {pages}"
                );
            }
            if !reached {
                break;
            }
        }
    }
    // Begin, at least three parts, join; and what is laid aside between turns of one page.
    assert!(killed >= 20, "only {killed} deaths");
}

#[tokio::test]
async fn while_one_worker_has_it_another_leaves_it_alone_and_duplicates_change_nothing() {
    let salon = books().await;
    let app = &salon.system.app;
    let id = asked(&salon, half_a_year()).await;
    let deadly = Arc::new(Deadly {
        inner: salon.system.objects.clone(),
        at: 2,
        after: true,
        steps: AtomicUsize::new(0),
    });
    let doomed = app.clone().with_objects(deadly);
    let (first, first_order) = (slice(usize::MAX, 3_000), order(&id));
    let stuck = tokio::time::timeout(Duration::from_millis(800), attend(&doomed, &first_order, first)).await;
    assert!(stuck.is_err());
    let again = attend(app, &order(&id), slice(usize::MAX, 3_000)).await;
    assert!(again.is_err(), "its message must not be lost: {again:?}");
    let building = shown(&salon, &id).await;
    assert_eq!(building["status"], "building");
    assert!(
        building["rows"].as_u64().expect("a number") > 0,
        "progress is told: {building}"
    );
    outlive_the_claim(&salon);
    finish(app, &id, usize::MAX, 3_000).await;
    let expected = fetched(&salon, &id).await;
    for _ in 0..3 {
        let outcome = attend(app, &order(&id), slice(usize::MAX, 3_000))
            .await
            .expect("a turn");
        assert_eq!(outcome, Attended::Nothing);
    }
    assert_eq!(fetched(&salon, &id).await, expected);
}

#[tokio::test]
async fn a_worker_that_was_lost_is_missed_within_the_hour() {
    let salon = books().await;
    let app = &salon.system.app;
    let id = asked(&salon, half_a_year()).await;
    let deadly = Arc::new(Deadly {
        inner: salon.system.objects.clone(),
        at: 1,
        after: false,
        steps: AtomicUsize::new(0),
    });
    let doomed = app.clone().with_objects(deadly);
    let lost = tokio::time::timeout(
        Duration::from_millis(800),
        attend(&doomed, &order(&id), slice(usize::MAX, 3_000)),
    );
    assert!(lost.await.is_err());
    // The messages of its first turn are gone with it.
    salon.system.relay().await.expect("relayed");
    for message in salon.system.queues.receive(providers::queue::QueueName::Exports, 10) {
        assert!(salon.system.queues.delete(message.receipt));
    }
    salon.system.settle().await.expect("at rest");
    assert_eq!(shown(&salon, &id).await["status"], "building");
    salon.travel("2027-03-08T10:30:00Z").await;
    assert_eq!(shown(&salon, &id).await["status"], "ready");
}

#[tokio::test]
async fn what_is_written_after_the_question_is_not_in_the_file() {
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let app = &salon.system.app;
    assert_eq!(
        attend(app, &order(&id), slice(2, 3_000)).await.expect("a turn"),
        Attended::Continued
    );
    salon.system.clock.set(app.now() + TimeDelta::minutes(1));
    book(&salon, &[fact("2027-03-06", 99_999, 90)]).await;
    finish(app, &id, 2, 3_000).await;
    let rows = read_by_python(&fetched(&salon, &id).await, ",");
    assert_eq!(rows.len(), 43);
}

#[tokio::test]
async fn an_object_store_that_is_away_ends_in_a_failure_that_says_so() {
    struct Away(S3ObjectStore);
    impl ObjectStore for Away {
        fn put<'a>(&'a self, _: &'a str, _: Vec<u8>, _: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
            Box::pin(async { Err(ObjectStoreError("away".to_owned())) })
        }
        fn get<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
            self.0.get(key)
        }
        fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
            self.0.delete(key)
        }
        fn list<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<ObjectSummary>, ObjectStoreError>> {
            self.0.list(prefix)
        }
        fn begin_parts<'a>(&'a self, key: &'a str, kind: &'a str) -> Pending<'a, Result<String, ObjectStoreError>> {
            self.0.begin_parts(key, kind)
        }
        fn put_part<'a>(
            &'a self,
            key: &'a str,
            upload: &'a str,
            number: i32,
            bytes: Vec<u8>,
        ) -> Pending<'a, Result<Part, ObjectStoreError>> {
            self.0.put_part(key, upload, number, bytes)
        }
        fn join_parts<'a>(
            &'a self,
            key: &'a str,
            upload: &'a str,
            parts: Vec<Part>,
        ) -> Pending<'a, Result<(), ObjectStoreError>> {
            self.0.join_parts(key, upload, parts)
        }
        fn drop_parts<'a>(&'a self, key: &'a str, upload: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
            self.0.drop_parts(key, upload)
        }
        fn presigned_get<'a>(&'a self, key: &'a str, life: Duration) -> Pending<'a, Result<String, ObjectStoreError>> {
            self.0.presigned_get(key, life)
        }
    }
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let away = salon
        .system
        .app
        .clone()
        .with_objects(Arc::new(Away(salon.system.objects.clone())));
    for _ in 0..7 {
        assert!(attend(&away, &order(&id), slice(usize::MAX, usize::MAX)).await.is_err());
    }
    let outcome = attend(&away, &order(&id), slice(usize::MAX, usize::MAX))
        .await
        .expect("a turn");
    assert_eq!(outcome, Attended::Failed);
    let export = shown(&salon, &id).await;
    assert_eq!(
        (&export["status"], &export["reason"]),
        (&json!("failed"), &json!("given_up"))
    );
}
