//! The port for the public keys of another issuer.
//!
//! A source promises: the document as the issuer tells it, bounded in time and size; no cache of its own, no retry.

use crate::Pending;

pub mod http;
pub mod local;

/// The keys could not be had. Holds nothing of the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    #[error("the address of the key set is not https")]
    Unsafe,
    #[error("the key set was not answered: {0}")]
    Unavailable(String),
    #[error("the key set is larger than {0} bytes")]
    TooLarge(usize),
}

/// Gives the issuer's keys as a JSON Web Key Set (RFC 7517).
pub trait KeySetSource: Send + Sync {
    /// # Errors
    /// [`KeySetError`].
    fn fetch(&self) -> Pending<'_, Result<String, KeySetError>>;
}
