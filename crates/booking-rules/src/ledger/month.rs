//! The month an entry belongs to.

use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::Invalid;

/// A calendar month of the books, by the shop's own days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerMonth(NaiveDate);

impl LedgerMonth {
    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2027-03`.
    ///
    /// # Errors
    /// `month_malformed`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new("month_malformed");
        if text.len() != 7 {
            return Err(malformed);
        }
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(Self)
            .map_err(|_| malformed)
    }

    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }
}

impl fmt::Display for LedgerMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl fmt::Debug for LedgerMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LedgerMonth {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Serialize for LedgerMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LedgerMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_days_and_its_neighbours() {
        let february = LedgerMonth::parse("2028-02").unwrap();
        assert_eq!(february.last_day(), NaiveDate::from_ymd_opt(2028, 2, 29).unwrap());
        assert_eq!(february.next().to_string(), "2028-03");
        assert_eq!(LedgerMonth::parse("2027-01").unwrap().previous().to_string(), "2026-12");
        assert_eq!(LedgerMonth::of(february.last_day()), february);
        for text in ["2027-13", "2027-3", "27-03", "2027/03", "2027-03-01", ""] {
            assert!(LedgerMonth::parse(text).is_err(), "{text:?}");
        }
    }
}
