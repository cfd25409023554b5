//! The port for secrets, asked for by the name of their parameter.

use secrecy::SecretString;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod ssm;

/// The secret could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("no secret is stored under the name {0}")]
    Absent(String),
    #[error("secret store unavailable: {0}")]
    Unavailable(String),
}

/// Gives out secrets.
pub trait SecretSource: Send + Sync {
    /// # Errors
    /// [`SecretError`].
    fn secret<'a>(&'a self, name: &'a str) -> Pending<'a, Result<SecretString, SecretError>>;
}
