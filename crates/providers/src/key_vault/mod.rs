//! The port for the vault: one secret document, that of the signing keys.
//!
//! Apart from the port for secrets, because it is also written, and because what was read may not be remembered for the
//! life of a process: a rotated key must be seen.

use secrecy::SecretString;

use crate::Pending;

#[doc(hidden)]
pub mod contract;
pub mod local;
pub mod ssm;

/// The vault could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("vault unavailable: {0}")]
pub struct VaultError(pub String);

/// Keeps one secret document.
pub trait KeyVault: Send + Sync {
    /// What was last written; none in a vault that nobody has written to.
    ///
    /// # Errors
    /// [`VaultError`].
    fn read(&self) -> Pending<'_, Result<Option<SecretString>, VaultError>>;

    /// Puts the document in place of the one before. A time-out means that it may stand there or not.
    ///
    /// # Errors
    /// [`VaultError`].
    fn write(&self, document: SecretString) -> Pending<'_, Result<(), VaultError>>;
}
