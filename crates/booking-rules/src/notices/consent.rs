use core::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::values::Invalid;

/// Which text somebody agreed to, as whoever wrote it names it: `offers-2027-03`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct TextVersion(String);

impl TextVersion {
    /// A name, not the text itself.
    const LONGEST: usize = 64;

    /// # Errors
    /// `invalid_text_version` unless it is 1 to 64 letters, digits, `.`, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        if (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("invalid_text_version"))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TextVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TextVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A yes or no, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub given: bool,
    pub at: DateTime<Utc>,
}

/// What holds for one business, of what somebody said to it and what they said to the platform as a whole; `None` where
/// they said nothing.
///
/// What was said to the business itself counts for more, but a no to all that is younger than it is a no to this one
/// too: whoever wants to hear nothing any more need not remember whom they once said yes to.
#[must_use]
pub fn stands(to_business: Option<Said>, to_all: Option<Said>) -> Option<Said> {
    match (to_business, to_all) {
        (Some(_), Some(all)) if !all.given && to_business.is_some_and(|own| own.at < all.at) => Some(all),
        (Some(own), _) => Some(own),
        (None, all) => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(given: bool, hour: u32) -> Option<Said> {
        let at = format!("2027-03-08T{hour:02}:00:00Z").parse().unwrap();
        Some(Said { given, at })
    }

    #[test]
    fn a_younger_no_to_all_ends_an_older_yes_to_one() {
        for (to_business, to_all, want) in [
            (None, None, None),
            (said(true, 9), None, Some(true)),
            (None, said(true, 9), Some(true)),
            (said(false, 9), said(true, 10), Some(false)),
            (said(true, 9), said(false, 10), Some(false)),
            (said(true, 11), said(false, 10), Some(true)),
            (said(true, 9), said(true, 10), Some(true)),
        ] {
            let found = stands(to_business, to_all).map(|said| said.given);
            assert_eq!(found, want, "{to_business:?} {to_all:?}");
        }
    }

    #[test]
    fn the_version_of_a_text_is_a_plain_name() {
        for good in ["1", "offers-2027.03_b"] {
            assert!(TextVersion::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "ł", "a\n", &"x".repeat(65)] {
            assert!(TextVersion::parse(bad).is_err(), "{bad}");
        }
    }
}
