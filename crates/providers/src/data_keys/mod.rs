//! The port for data keys: fresh keys to seal values with, each wrapped by a key that never leaves its keeper.
//!
//! Envelope encryption: the value is sealed with a data key, the data key stands beside it wrapped. Whoever holds only
//! the table holds neither. A wrapped key is bound to its owner: it opens for no other.

use std::fmt;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod kms;
pub mod local;

/// Bytes of a data key: AES-256.
pub const KEY_BYTES: usize = 32;

/// A data key in the clear. Shows nothing, and is wiped as well as safe code can when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainKey([u8; KEY_BYTES]);

impl PlainKey {
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// For the cipher alone.
    #[must_use]
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl fmt::Debug for PlainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainKey(***)")
    }
}

impl Drop for PlainKey {
    fn drop(&mut self) {
        self.0 = std::hint::black_box([0; KEY_BYTES]);
    }
}

/// A fresh key, in the clear and as it may be stored.
#[derive(Debug, Clone)]
pub struct DataKey {
    pub plain: PlainKey,
    pub wrapped: Vec<u8>,
}

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataKeyError {
    /// Worth trying again: the keeper does not answer, or may not be used at the moment.
    #[error("data keys unavailable: {0}")]
    Unavailable(String),
    /// The wrapped key was changed, is another owner's, or was never of this keeper.
    #[error("the wrapped data key does not open")]
    NotOurs,
}

/// Makes and unwraps data keys.
pub trait DataKeys: Send + Sync {
    /// A fresh key for `owner`, the id of a business or an account; it stands in the keeper's own log, so never a name.
    ///
    /// # Errors
    /// [`DataKeyError::Unavailable`].
    fn generate<'a>(&'a self, owner: &'a str) -> Pending<'a, Result<DataKey, DataKeyError>>;

    /// The key that was wrapped for this owner.
    ///
    /// # Errors
    /// [`DataKeyError`].
    fn unwrap<'a>(&'a self, wrapped: &'a [u8], owner: &'a str) -> Pending<'a, Result<PlainKey, DataKeyError>>;
}
