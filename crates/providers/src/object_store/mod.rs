//! The port for files: exports, backups.

use std::time::Duration;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod s3;

/// The bytes that came are not those that the store says it has.
pub const DAMAGED: &str = "the bytes are not what their own checksum says";

/// The store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("object store unavailable: {0}")]
pub struct ObjectStoreError(pub String);

/// One object of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectSummary {
    pub key: String,
    pub bytes: u64,
}

/// A part of an object that is written piece by piece, as the store acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// From 1.
    pub number: i32,
    pub tag: String,
}

/// Every part but the last must have at least this many bytes (S3: 5 MiB).
pub const SMALLEST_PART: usize = 5 * 1024 * 1024;

/// Keeps bytes under a key.
pub trait ObjectStore: Send + Sync {
    /// Writes or replaces.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: Vec<u8>,
        content_type: &'a str,
    ) -> Pending<'a, Result<(), ObjectStoreError>>;

    /// `None` when there is nothing under the key.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn get<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>>;

    /// A piece of it from byte `from` on, shorter at its end; `None` when there is nothing under the key.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn get_piece<'a>(
        &'a self,
        key: &'a str,
        from: u64,
        length: u64,
    ) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>>;

    /// Absent afterwards, whether or not it was there.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>>;

    /// What stands under keys that begin so, in the order of keys.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn list<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<ObjectSummary>, ObjectStoreError>>;

    /// Begins an object that is written in parts, by several callers or invocations if need be; answers the upload's id.
    /// Nothing is to be seen under the key before [`ObjectStore::join_parts`].
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn begin_parts<'a>(&'a self, key: &'a str, content_type: &'a str) -> Pending<'a, Result<String, ObjectStoreError>>;

    /// Writes one part, or replaces the one of that number.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn put_part<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        number: i32,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<Part, ObjectStoreError>>;

    /// Makes the object of its parts, in the order of their numbers.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn join_parts<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        parts: Vec<Part>,
    ) -> Pending<'a, Result<(), ObjectStoreError>>;

    /// Throws the parts of an unfinished object away.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn drop_parts<'a>(&'a self, key: &'a str, upload: &'a str) -> Pending<'a, Result<(), ObjectStoreError>>;

    /// An address that gives the bytes to whoever holds it, until it expires.
    ///
    /// # Errors
    /// [`ObjectStoreError`] when `expires` is not one the store can sign for (S3: up to seven days).
    fn presigned_get<'a>(&'a self, key: &'a str, expires: Duration) -> Pending<'a, Result<String, ObjectStoreError>>;
}
