use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::Invalid;

/// What a person, shop or service is called: one line, 1 to 120 characters, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    pub const MAX_CHARS: usize = 120;

    /// # Errors
    /// `name_empty`, `name_too_long`, or `name_has_control_characters` (which would break a mail header).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::new("name_empty"));
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(Invalid::new("name_too_long"));
        }
        if text.chars().any(char::is_control) {
            return Err(Invalid::new("name_has_control_characters"));
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Free text from a person: up to 2,000 characters, lines allowed. Debug hides it, for it may be personal.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Notes(String);

impl Notes {
    pub const MAX_CHARS: usize = 2_000;

    /// # Errors
    /// `text_too_long` above the limit, `text_has_control_characters` for anything but line breaks and tabs.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.chars().count() > Self::MAX_CHARS {
            return Err(Invalid::new("text_too_long"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(Invalid::new("text_has_control_characters"));
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notes({} characters)", self.0.chars().count())
    }
}

impl<'de> Deserialize<'de> for Notes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
