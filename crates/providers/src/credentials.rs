//! How a vendor's credentials are read: one JSON document for each, as the parameter store holds it.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// The credentials of a vendor cannot be used. Says where, never what: it would be a secret in a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the credentials of the vendor are unusable: {0}")]
pub struct UnusableCredentials(pub(crate) String);

/// Reads the JSON document that the parameter store holds for a vendor.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(document: &SecretString) -> Result<T, UnusableCredentials> {
    serde_json::from_str(document.expose_secret()).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "a field is missing, unknown or of a wrong type",
            _ => "not a JSON document",
        };
        UnusableCredentials(format!("{what}, at column {}", error.column()))
    })
}
