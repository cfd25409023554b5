use core::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use serde::{Deserialize, Deserializer, Serialize};

use super::Invalid;

/// The languages the platform speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    Pl,
    #[default]
    En,
    Ar,
}

impl Locale {
    pub const ALL: [Self; 3] = [Self::Pl, Self::En, Self::Ar];

    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pl => "pl",
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    /// # Errors
    /// `unknown_locale` unless the primary subtag is one the platform speaks; `pl-PL` is `pl`.
    pub fn parse(tag: &str) -> Result<Self, Invalid> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|l| l.tag() == primary)
            .ok_or(Invalid::new("unknown_locale"))
    }

    /// Picks from an `Accept-Language` header by quality (RFC 9110, 12.5.4); `None` when it names none of ours.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let Ok(locale) = Self::parse(pieces.next().unwrap_or_default().trim()) else {
                continue;
            };
            let quality = pieces
                .find_map(|p| p.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()))
                .unwrap_or(1.0);
            if quality > 0.0 && best.is_none_or(|(q, _)| quality > q) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

/// An ISO 3166-1 alpha-2 country that has a telephone plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(Region);

impl Country {
    /// # Errors
    /// `unknown_country` unless the text is an upper-case two-letter code.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        let country = Self::from_code(code)?;
        let dialled = PHONE_NUMBER_UTIL.get_country_code_for_region(country.0);
        dialled.map(|_| country).ok_or(UNKNOWN)
    }

    /// Accepts the shape only, as [`Phone`](super::Phone) does of what the table holds: whether a country has a plan was
    /// asked when it was let in, and the plans cost milliseconds of a cold start.
    fn from_code(code: &str) -> Result<Self, Invalid> {
        let shaped = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        let region = shaped.then(|| Region::from_code(code).ok()).flatten();
        region.map(Self).ok_or(UNKNOWN)
    }

    #[must_use]
    pub fn code(self) -> String {
        self.0.to_string()
    }

    pub(super) fn dialing(self) -> Region {
        self.0
    }
}

const UNKNOWN: Invalid = Invalid::new("unknown_country");

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.as_region_str())
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.as_region_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_gets_the_language_asked_for_most() {
        for (header, want) in [
            ("pl-PL,pl;q=0.9,en;q=0.8", Some(Locale::Pl)),
            ("de, ar;q=0.5, en;q=0.7", Some(Locale::En)),
            ("ar", Some(Locale::Ar)),
            ("fr", None),
            ("en;q=0", None),
            ("", None),
        ] {
            assert_eq!(Locale::from_accept_language(header), want, "{header}");
        }
    }

    #[test]
    fn a_country_is_one_that_can_be_called() {
        for known in ["PL", "GB", "SA", "US"] {
            assert_eq!(Country::parse(known).unwrap().to_string(), known);
        }
        for unknown in ["", "pl", "ZZ", "XX", "POL", "001", "P1"] {
            assert_eq!(Country::parse(unknown), Err(UNKNOWN), "{unknown}");
        }
    }
}
