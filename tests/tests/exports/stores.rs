//! Object stores with a fate: parts of any size, callers that are killed, writes that are refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use providers::Pending;
use providers::object_store::s3::S3ObjectStore;
use providers::object_store::{ObjectStore, ObjectStoreError, ObjectSummary, Part};
use tokio::sync::Notify;

/// What becomes of whoever uses the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Spared,
    /// At this step, from 0, it is killed before anything is done.
    KilledBefore(usize),
    /// The same, right after it was done.
    KilledAfter(usize),
    /// Nothing is written.
    Refused,
}

/// The embedded store under small parts, which S3 would refuse: each stands under a key of its own until they are joined, and
/// an upload that was joined is gone, as S3's is.
pub struct Store {
    inner: S3ObjectStore,
    fate: Fate,
    steps: AtomicUsize,
    pub killed: Notify,
}

impl Store {
    pub fn of(inner: &S3ObjectStore, fate: Fate) -> Self {
        Self {
            inner: inner.clone(),
            fate,
            steps: AtomicUsize::new(0),
            killed: Notify::new(),
        }
    }

    async fn die(&self) {
        self.killed.notify_one();
        std::future::pending::<()>().await;
    }

    async fn step<T>(&self, work: impl Future<Output = Result<T, ObjectStoreError>>) -> Result<T, ObjectStoreError> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        if self.fate == Fate::KilledBefore(step) {
            self.die().await;
        }
        if self.fate == Fate::Refused {
            return Err(ObjectStoreError("away".to_owned()));
        }
        let outcome = work.await;
        if self.fate == Fate::KilledAfter(step) {
            self.die().await;
        }
        outcome
    }

    async fn joined(&self, key: &str, upload: &str, parts: Vec<Part>) -> Result<(), ObjectStoreError> {
        let mut whole = Vec::new();
        for (expected, part) in (1..).zip(&parts) {
            assert_eq!(part.number, expected, "parts in order, none left out");
            let piece = self.inner.get(&piece(key, upload, part.number)).await?;
            let bytes = piece.ok_or_else(|| ObjectStoreError("no such upload".to_owned()))?;
            assert_eq!(part.tag, tag(&bytes), "the part that the record names");
            whole.extend(bytes);
        }
        self.inner.put(key, whole, "text/csv").await?;
        for part in &parts {
            self.inner.delete(&piece(key, upload, part.number)).await?;
        }
        Ok(())
    }
}

fn piece(key: &str, upload: &str, number: i32) -> String {
    format!("pieces/{key}/{upload}/{number}")
}

fn tag(bytes: &[u8]) -> String {
    let sum = bytes
        .iter()
        .fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
    format!("{sum:x}-{}", bytes.len())
}

impl ObjectStore for Store {
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>, kind: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.inner.put(key, bytes, kind)))
    }
    fn get<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
        Box::pin(self.step(self.inner.get(key)))
    }
    fn get_piece<'a>(
        &'a self,
        key: &'a str,
        from: u64,
        bytes: u64,
    ) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
        self.inner.get_piece(key, from, bytes)
    }
    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.inner.delete(key)))
    }
    fn list<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<ObjectSummary>, ObjectStoreError>> {
        self.inner.list(prefix)
    }
    fn begin_parts<'a>(&'a self, _: &'a str, _: &'a str) -> Pending<'a, Result<String, ObjectStoreError>> {
        let upload = format!("upload-{:p}-{}", self, self.steps.load(Ordering::SeqCst));
        Box::pin(self.step(async { Ok(upload) }))
    }
    fn put_part<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        number: i32,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<Part, ObjectStoreError>> {
        Box::pin(self.step(async move {
            let part = Part {
                number,
                tag: tag(&bytes),
            };
            self.inner.put(&piece(key, upload, number), bytes, "text/csv").await?;
            Ok(part)
        }))
    }
    fn join_parts<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        parts: Vec<Part>,
    ) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(self.joined(key, upload, parts)))
    }
    fn drop_parts<'a>(&'a self, _: &'a str, _: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.step(async { Ok(()) }))
    }
    fn presigned_get<'a>(&'a self, key: &'a str, life: Duration) -> Pending<'a, Result<String, ObjectStoreError>> {
        self.inner.presigned_get(key, life)
    }
}
