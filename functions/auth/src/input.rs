//! What several inputs have in common: secrets that no log shows.

use booking_rules::values::Invalid;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// A password or token as it was sent; Debug hides it, and its memory is wiped.
#[derive(Debug, Clone)]
pub(crate) struct Secret(SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// No secret of ours is longer, and a password that is longer is refused wherever it is set.
const MAX_BYTES: usize = 1024;

impl Secret {
    /// # Errors
    /// `text_too_long`: nothing of that length is worth a hash.
    pub(crate) fn read(self) -> Result<SecretString, Invalid> {
        if self.0.expose_secret().len() > MAX_BYTES {
            return Err(Invalid::new("text_too_long"));
        }
        Ok(self.0)
    }
}
