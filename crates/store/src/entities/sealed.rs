//! Values that deserve more than encryption at rest: stored sealed, shown to nobody who holds only the table.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A value under a data key, and that key under the key of the deployment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The shape and the cipher; 1 is AES-256-GCM.
    pub v: u8,
    /// The generation it was sealed in; one of an older generation is sealed anew when it is next written.
    pub g: u32,
    /// The wrapped data key, base64, as are nonce and ciphertext with its tag.
    pub k: String,
    pub n: String,
    pub c: String,
}

/// A field that only a holder of the field keys reads. `Debug` shows nothing.
///
/// Values of before sealing are read as they stand, and sealed when they are next written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(Stored);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Envelope(Envelope),
    Plain(String),
}

/// What stands in the table.
pub enum SealedParts<'a> {
    Envelope(&'a Envelope),
    /// As it was written before values were sealed.
    Plain(&'a str),
}

impl Sealed {
    /// As values were written before they were sealed; nothing but a test of reading those makes one.
    #[doc(hidden)]
    #[must_use]
    pub fn of_before(text: &str) -> Self {
        Self(Stored::Plain(text.to_owned()))
    }

    /// For the field keys alone, which open it.
    #[must_use]
    pub fn parts(&self) -> SealedParts<'_> {
        match &self.0 {
            Stored::Envelope(envelope) => SealedParts::Envelope(envelope),
            Stored::Plain(text) => SealedParts::Plain(text),
        }
    }
}

impl From<Envelope> for Sealed {
    fn from(envelope: Envelope) -> Self {
        Self(Stored::Envelope(envelope))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(***)")
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(***)")
    }
}

impl fmt::Debug for SealedParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedParts(***)")
    }
}
