//! The port for files: exports, backups.

use std::time::Duration;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod s3;

/// The store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("object store unavailable: {0}")]
pub struct ObjectStoreError(pub String);

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

    /// Absent afterwards, whether or not it was there.
    ///
    /// # Errors
    /// [`ObjectStoreError`].
    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>>;

    /// An address that gives the bytes to whoever holds it, until it expires.
    ///
    /// # Errors
    /// [`ObjectStoreError`] when `expires` is not one the store can sign for (S3: up to seven days).
    fn presigned_get<'a>(&'a self, key: &'a str, expires: Duration) -> Pending<'a, Result<String, ObjectStoreError>>;
}
