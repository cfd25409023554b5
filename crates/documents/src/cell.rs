//! What one field of a table holds.

use core::fmt;

use chrono::{NaiveDate, NaiveDateTime};

/// An amount of money as whole minor units and how many of its digits are decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub minor: i64,
    pub decimals: u32,
}

impl Amount {
    /// With this sign before the decimals: `-123,45`.
    #[must_use]
    pub fn text(self, sign: char) -> String {
        let unit = 10u64.pow(self.decimals.min(9));
        let (whole, part) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let minus = if self.minor < 0 { "-" } else { "" };
        match self.decimals {
            0 => format!("{minus}{whole}"),
            places => format!("{minus}{whole}{sign}{part:0width$}", width = places as usize),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text('.'))
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Count(i64),
    Money(Amount),
    Day(NaiveDate),
    /// Wall time of the place it happened at, to the minute.
    Moment(NaiveDateTime),
    Empty,
}

impl Cell {
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text, or nothing.
    #[must_use]
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_digit_by_digit() {
        let text = |minor, decimals| Amount { minor, decimals }.to_string();
        assert_eq!(text(12_345, 2), "123.45");
        assert_eq!(text(-5, 2), "-0.05");
        assert_eq!(text(0, 2), "0.00");
        assert_eq!(text(1_500, 0), "1500");
        assert_eq!(text(-1_234, 3), "-1.234");
        assert_eq!(text(i64::MIN, 2), "-92233720368547758.08");
        let amount = Amount {
            minor: -100_000,
            decimals: 2,
        };
        assert_eq!(amount.text(','), "-1000,00");
    }
}
